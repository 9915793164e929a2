/// Token ids of several texts, concatenated without padding, so that padding costs no work and a text's result does not depend
/// on the other texts.
public struct Batch: Sendable, Hashable {
  /// All ids, special tokens included: [N].
  public let ids: [Int]
  /// The texts' offsets [B + 1]: text t is `ids[offsets[t]..<offsets[t + 1]]`.
  public let offsets: [Int]
  /// The tokens that heads read [M], as indices into `ids`: of each text its [CLS], then others in ascending order. The last
  /// layer computes no others.
  public let read: [Int]
  /// The texts' offsets [B + 1] in `read`.
  public let readOffsets: [Int]

  /// Concatenates texts, each with at least one id.
  ///
  /// - Parameter words: for each text the positions of the tokens that heads read besides [CLS], in ascending order.
  public init(_ texts: [[Int]], reading words: [[Int]]? = nil) {
    precondition(!texts.contains(where: \.isEmpty), "a text without tokens")
    ids = texts.flatMap { $0 }
    let offsets = texts.reduce(into: [0]) { offsets, text in offsets.append(offsets[offsets.count - 1] + text.count) }
    self.offsets = offsets
    let read = texts.indices.map { text in ([0] + (words?[text] ?? [])).map { offsets[text] + $0 } }
    self.read = read.flatMap { $0 }
    readOffsets = read.reduce(into: [0]) { offsets, read in offsets.append(offsets[offsets.count - 1] + read.count) }
  }

  /// The number of texts, B.
  public var count: Int { offsets.count - 1 }

  /// The start of each text, which is its [CLS]: [B].
  public var starts: [Int] { Array(offsets.dropLast()) }

  /// The place of each text's [CLS] in `read`: [B].
  var readStarts: [Int] { Array(readOffsets.dropLast()) }

  /// Whether heads read tokens besides [CLS].
  public var readsWords: Bool { read.count > count }

  /// The same texts, of which heads read [CLS] alone.
  public var readingStarts: Batch {
    readsWords ? Batch((0..<count).map { Array(ids[offsets[$0]..<offsets[$0 + 1]]) }) : self
  }

  /// The tokens of the longest text, at least 1.
  var maximumLength: Int { zip(offsets, offsets.dropFirst()).reduce(1) { max($0, $1.1 - $1.0) } }

  /// The place of each token in its text [N], or of each token that heads read [M].
  func places(ofRead onlyRead: Bool) -> [Int] {
    let places = positions(after: nil)
    return onlyRead ? read.map { places[$0] } : places
  }

  /// Each token's position in its text [N]. RoBERTa counts from the padding token's id: the first position is the one after
  /// that id. A padding token within the text has its own id as position and is not counted.
  func positions(after padding: Int?) -> [Int] {
    zip(offsets, offsets.dropFirst()).flatMap { start, end in
      guard let padding else { return Array(0..<end - start) }
      var last = padding
      return ids[start..<end].map { id in
        guard id != padding else { return padding }
        last += 1
        return last
      }
    }
  }
}

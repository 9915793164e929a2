/// Token ids of several texts, concatenated without padding, so that padding costs no work and a text's result does not depend
/// on the other texts.
public struct Batch: Sendable, Hashable {
  /// All ids, special tokens included: [N].
  public let ids: [Int]
  /// The texts' offsets [B + 1]: text t is `ids[offsets[t]..<offsets[t + 1]]`.
  public let offsets: [Int]

  /// Concatenates texts, each with at least one id.
  public init(_ texts: [[Int]]) {
    precondition(!texts.contains(where: \.isEmpty), "a text without tokens")
    ids = texts.flatMap { $0 }
    offsets = texts.reduce(into: [0]) { offsets, text in offsets.append(offsets[offsets.count - 1] + text.count) }
  }

  /// The number of texts, B.
  public var count: Int { offsets.count - 1 }

  /// The start of each text, which is its [CLS]: [B].
  public var starts: [Int] { Array(offsets.dropLast()) }

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

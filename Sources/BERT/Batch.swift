/// Token ids of several texts, one after the other without padding: no work is done that nobody asked for, and a text's
/// result does not depend on its neighbours.
public struct Batch: Sendable, Hashable {
  /// All ids, special tokens included: [N].
  public let ids: [Int]
  /// Text t holds `ids[offsets[t]..<offsets[t + 1]]`: [B + 1].
  public let offsets: [Int]

  /// Packs texts, each with at least one id.
  public init(_ texts: [[Int]]) {
    precondition(!texts.contains(where: \.isEmpty), "a text without tokens")
    ids = texts.flatMap { $0 }
    offsets = texts.reduce(into: [0]) { offsets, text in offsets.append(offsets[offsets.count - 1] + text.count) }
  }

  /// The number of texts, B.
  public var count: Int { offsets.count - 1 }

  /// Where each text begins, which is where its [CLS] stands: [B].
  public var starts: [Int] { Array(offsets.dropLast()) }

  /// Each token's place in its own text. Behind a padding token, as RoBERTa counts, the first place is the one after its
  /// id; a padding token that stands in the text itself has its id for a place, and the next token goes on counting: [N].
  func positions(behind padding: Int?) -> [Int] {
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

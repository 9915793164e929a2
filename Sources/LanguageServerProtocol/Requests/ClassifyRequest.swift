/// `sentiment/classify`: classifies texts.
package struct ClassifyRequest: MessageParameters {
  package static let method = "sentiment/classify"

  package var texts: [String]
  /// Whether to add the key tokens.
  package var explain: Bool?
  /// Whether to add token ids, offsets and raw logits.
  package var details: Bool?
  /// The names of the further heads to answer; nil means all.
  package var heads: [String]?
}

/// `sentiment/explain`: what did each word of this text do for what the model says of it?
package struct ExplainRequest: MessageParameters {
  package static let method = "sentiment/explain"

  package var text: String
  /// How the words that decided are found, by name; nil means in full.
  package var method: String?
  /// Whether raw scores, tokens and raw logits are wanted, too.
  package var details: Bool?
}

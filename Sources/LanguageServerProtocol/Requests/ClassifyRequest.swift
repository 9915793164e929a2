/// `sentiment/classify`: what does the model say of these texts?
package struct ClassifyRequest: MessageParameters {
  package static let method = "sentiment/classify"

  package var texts: [String]
  /// Whether the words that decided are wanted, too.
  package var explain: Bool?
  /// Whether tokens and raw logits are wanted, too.
  package var details: Bool?
}

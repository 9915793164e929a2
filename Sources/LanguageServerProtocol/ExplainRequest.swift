/// `sentiment/explain`: what did each word of this text do for what the model says of it?
public struct ExplainRequest: MessageParameters {
  /// The method's name on the wire.
  public static let method = "sentiment/explain"

  /// The text.
  public var text: String
  /// How the words that decided are found, by name; nil means in full.
  public var method: String?
  /// Whether raw scores, tokens and raw logits are wanted, too.
  public var details: Bool?
}

/// `sentiment/classify`: what does the model say of these texts?
public struct ClassifyRequest: MessageParameters {
  /// The method's name on the wire.
  public static let method = "sentiment/classify"

  /// The texts, answered in this order.
  public var texts: [String]
  /// Whether the words that decided are wanted, too.
  public var explain: Bool?
  /// Whether tokens and raw logits are wanted, too.
  public var details: Bool?
}

/// `sentiment/explain`: explains a text's label by the weight of each word.
package struct ExplainRequest: MessageParameters {
  package static let method = "sentiment/explain"

  package var text: String
  /// The name of the explanation's method; nil means the full explanation.
  package var method: String?
  /// Whether to add raw scores, token ids, offsets and raw logits.
  package var details: Bool?
  /// The names of the further heads to answer; nil means all.
  package var heads: [String]?
  /// The further head to explain, too.
  package var head: String?
  /// The output of that head to explain, a label or the text of a span; nil means what it answers.
  package var output: String?
}

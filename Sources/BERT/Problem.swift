/// The meaning of a classifier's outputs: `problem_type` in `config.json`.
public enum Problem: String, Sendable, Hashable, CaseIterable {
  /// Each output is a number.
  case regression
  /// Exactly one label applies.
  case singleLabel = "single_label_classification"
  /// Each label applies or not, independently.
  case multiLabel = "multi_label_classification"

  /// The minimum logit with which an independent label applies: a probability of one half.
  public static let thresholdLogit: Float = 0

  /// Transformers' default if `config.json` has none.
  public static func assumed(labelCount: Int) -> Problem { labelCount == 1 ? .regression : .singleLabel }
}

/// What the outputs of a classifier mean: `problem_type` in `config.json`.
public enum Problem: String, Sendable, Hashable, CaseIterable {
  /// Each output is a number.
  case regression
  /// One of the labels holds.
  case singleLabel = "single_label_classification"
  /// Each label holds or not, for itself.
  case multiLabel = "multi_label_classification"

  /// From this logit on an independent label holds: a probability of one half.
  public static let leastHoldingLogit: Float = 0

  /// What transformers takes a classifier for that does not say.
  public static func assumed(labelCount: Int) -> Problem { labelCount == 1 ? .regression : .singleLabel }
}

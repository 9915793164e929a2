public import SentimentAnalysis

/// A model as the server uses it.
public struct LoadedModel: Sendable {
  /// The model's name.
  public var name: String
  /// The arithmetic that it runs in.
  public var compute: String
  /// The number of threads that it runs on.
  public var threads: Int
  /// The warnings of loading it.
  public var warnings: [String] = []
  /// Classifies each text, in order; nil for some of them where it is cancelled. Only the encoder's passes run `inTurn`: other
  /// work goes on while a long text is tokenized.
  public var classify:
    @Sendable (
      _ texts: [String], _ options: SentimentModel.Options, _ isCancelled: @escaping @Sendable () -> Bool,
      _ inTurn: (() -> Void) -> Void
    ) -> [Classification?]
  /// Searches for the words that the label of a text depends on, in many short passes, each of which runs `inTurn`.
  public var counterfactual:
    @Sendable (_ text: String, _ isCancelled: () -> Bool, _ inTurn: (() -> Void) -> Void) -> Counterfactual? = {
      _, _, _ in
      nil
    }
}

extension LoadedModel {
  /// Uses a model of the `SentimentAnalysis` module.
  public init(_ model: SentimentModel) {
    name = model.name
    compute = model.compute.rawValue
    threads = model.threads
    warnings = model.warnings
    classify = { model.classify($0, $1, isCancelled: $2, inTurn: $3) }
    counterfactual = { model.counterfactual(to: $0, isCancelled: $1, inTurn: $2) }
  }
}

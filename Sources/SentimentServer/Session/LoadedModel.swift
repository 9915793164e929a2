public import Reviews
public import SentimentAnalysis
public import Tensors

/// A model as the server uses it.
public struct LoadedModel: Sendable {
  /// The model's name.
  public var name: String
  /// The arithmetic that it runs in.
  public var compute: String
  /// The context of its passes. The server adds a cancellation and a turn.
  public var context: PassContext
  /// The polarities of its labels, as which users can mark a review.
  public var polarities: Set<Polarity> = []
  /// The head that finds aspects; nil if there is none.
  public var aspectHead: String?
  /// The warnings of loading it.
  public var warnings: [String] = []
  /// Classifies each text, in order; nil for texts left when the context was cancelled. Only the encoder's passes wait for the
  /// context's turn, so other work goes on while a long text is tokenized.
  public var classify:
    @Sendable (_ texts: [String], _ options: SentimentModel.Options, _ context: PassContext) -> [Classification?]
  /// Searches for the words that the label of a text depends on, in many short passes, each in its turn.
  public var counterfactual: @Sendable (_ text: String, _ context: PassContext) -> Counterfactual? = { _, _ in nil }
}

extension LoadedModel {
  /// Uses a model of the `SentimentAnalysis` module.
  public init(_ model: SentimentModel) {
    name = model.name
    compute = model.compute.rawValue
    context = model.context
    polarities = model.polarities
    aspectHead = model.aspectHead
    warnings = model.warnings
    classify = { model.classify($0, $1, in: $2) }
    counterfactual = { model.counterfactual(to: $0, in: $1) }
  }

  /// The context of work that can be cancelled, and whose passes may have to wait for their turn.
  func context(
    _ cancellation: Cancellation, turn: (@Sendable (() -> Void) -> Void)? = nil
  ) -> PassContext {
    var context = context
    context.cancellation = cancellation
    if let turn { context.turn = turn }
    return context
  }
}

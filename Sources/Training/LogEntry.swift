/// Figures of one step of a training, by the names of transformers' `log_history`: `loss`, `eval_loss`, `eval_accuracy` ….
public struct LogEntry: Sendable {
  /// Updates made.
  public var step: Int
  /// Each by its name.
  public var figures: [(name: String, value: Double)]

  /// Figures of one step.
  public init(step: Int, _ figures: [(name: String, value: Double)]) {
    self.step = step
    self.figures = figures
  }
}

import BERT
import Reviews

extension FineTuning {
  /// When a training logs, evaluates, saves and ends, by the names of transformers' `TrainingArguments`.
  public struct Options: Sendable, Hashable {
    /// When the mean loss is logged.
    public var logging = Interval.steps(50)
    /// When the validation texts, if any, are evaluated.
    public var evaluation = Interval.epoch
    /// When a checkpoint is written.
    public var saving = Interval.epoch
    /// The number of checkpoints to keep; if it is 1, the best is kept as well. Nil keeps all.
    public var saveTotalLimit: Int? = 1
    /// Whether the output is the model of the best evaluation instead of the last update.
    public var loadsBestModel = true
    /// The metric that decides which evaluation is the best.
    public var metricForBestModel = "loss"
    /// Whether higher is better; nil decides by the metric: lower is better for losses and errors.
    public var greaterIsBetter: Bool?
    /// Ends the training after this number of evaluations in a row that are not better than the best.
    public var earlyStoppingPatience: Int?
    /// The minimum improvement that counts as better.
    public var earlyStoppingThreshold = 0.0
    /// The folder for TensorBoard's event files; nil writes none.
    public var loggingFolder: String?
    /// Only audits the data and writes nothing, so the output folder is not checked.
    public var onlyAudits = false
    /// The checkpoint to resume from.
    public var resume: Resume?
    /// Allows an output folder that is not empty, and removes the checkpoints in it.
    public var overwrites = false

    /// The defaults.
    public init() {}
  }

  /// When something recurs.
  public enum Interval: Sendable, Hashable {
    case never
    case epoch
    /// Every so many updates; a number below 1 is a share of all updates.
    case steps(Double)
    /// After each evaluation that is the best so far.
    case best

    /// Whether the event is due after `step` updates. The last update also ends an epoch and an interval.
    func isDue(_ plan: TrainingPlan, step: Int) -> Bool {
      switch self {
      case .never, .best: false
      case .epoch: step % plan.stepsPerEpoch == 0 || step == plan.totalSteps
      case .steps(let steps):
        step % max(1, Int((steps < 1 ? steps * Double(plan.totalSteps) : steps).rounded(.up))) == 0
          || step == plan.totalSteps
      }
    }
  }

  /// The checkpoint to resume from.
  public enum Resume: Sendable, Hashable {
    /// The newest checkpoint in the output folder.
    case latest
    case folder(String)
  }

  /// Overrides of the checkpoint's configuration; nil keeps its value.
  public struct Overrides: Sendable, Hashable {
    /// The number of tokens to which texts are truncated.
    public var maxLength = 256
    /// The number of tokens kept from the start of a longer text.
    public var headLength: Int?
    /// The number of tokens kept from its end.
    public var tailLength: Int?
    /// The dropout after embeddings, attention and feed-forward networks.
    public var hiddenDropout: Double?
    /// The dropout of attention probabilities.
    public var attentionDropout: Double?
    /// The dropout before the classifier.
    public var classifierDropout: Double?
    /// The layers of the encoder to keep, counted from 0, in their new order.
    public var layers: [Int]?

    /// The defaults.
    public init() {}
  }
}

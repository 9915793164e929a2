import BERT
import Reviews

extension FineTuning {
  /// When a training logs, measures, saves and ends, by the names of transformers' `TrainingArguments`.
  public struct Options: Sendable, Hashable {
    /// When the mean loss is recorded.
    public var logging = Interval.steps(50)
    /// When the validation texts, if any, are measured.
    public var evaluation = Interval.epoch
    /// When a checkpoint is written that the training can go on from.
    public var saving = Interval.epoch
    /// How many checkpoints are kept, not counting the best where it is 1; nil keeps all.
    public var saveTotalLimit: Int? = 1
    /// The output is the best of all evaluations, else the last update.
    public var loadsBestModel = true
    /// The figure that says which evaluation is the best.
    public var metricForBestModel = "loss"
    /// Nil goes by the figure: of losses and errors less is better.
    public var greaterIsBetter: Bool?
    /// Ends after so many evaluations in a row that are not better than the best.
    public var earlyStoppingPatience: Int?
    /// By how much they must be better to count.
    public var earlyStoppingThreshold = 0.0
    /// The folder that TensorBoard's files are written to; nil writes none.
    public var loggingFolder: String?
    /// Nothing is to be written: the output folder may be anybody's.
    public var onlyAudits = false
    /// Where to go on.
    public var resume: Resume?
    /// Takes an output folder that holds something, and removes the checkpoints in it.
    public var overwrites = false

    /// The defaults.
    public init() {}
  }

  /// How often something is done.
  public enum Interval: Sendable, Hashable {
    case never
    case epoch
    /// So many updates; below 1 it is a share of all.
    case steps(Double)
    /// Whenever an evaluation is the best so far.
    case best

    /// The last update counts as the end of an epoch and of an interval.
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

  /// Which checkpoint a training goes on from.
  public enum Resume: Sendable, Hashable {
    /// The newest one in the output folder.
    case latest
    case folder(String)
  }

  /// Overrides of the checkpoint's configuration; nil leaves what the checkpoint has.
  public struct Overrides: Sendable, Hashable {
    /// The most tokens that are read of a text.
    public var maxLength = 256
    /// Of a longer one, those kept from the start.
    public var headLength: Int?
    /// And those kept from the end.
    public var tailLength: Int?
    /// Behind embeddings, attention and feed-forward networks.
    public var hiddenDropout: Double?
    /// Of attention probabilities.
    public var attentionDropout: Double?
    /// Before the classifier.
    public var classifierDropout: Double?

    /// The defaults.
    public init() {}
  }
}

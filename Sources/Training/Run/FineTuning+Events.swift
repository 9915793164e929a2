extension FineTuning {
  /// An event of a training.
  public enum Event: Sendable {
    /// About a second has passed.
    case progress(Progress)
    /// Metrics were logged, under transformers' names.
    case logged(step: Int, [(name: String, value: Double)])
    /// The validation texts, the probe's texts or both were evaluated.
    case evaluated(Measurement)
    /// The probabilities of the finished model were calibrated on the validation texts; these are their evaluations.
    case calibrated(before: Evaluation, after: Evaluation)
    /// A checkpoint was written to this folder.
    case saved(String)
    /// The training has a problem.
    case warning(TrainingWarning)
    /// Writing event files for TensorBoard failed, for the reason in the sentence.
    case tensorBoardFailed(String)
    /// A few seconds have passed while a teacher reads the texts.
    case teaching(teacher: String, done: Int, of: Int)
    /// A teacher has read all texts, now or for an earlier training.
    case taught(teacher: String, texts: Int, isFromCache: Bool)
    /// What a teacher says could not be kept, for the reason in the sentence.
    case cacheFailed(String)
    /// The training continues from this checkpoint.
    case resumed(folder: String, step: Int)
    /// The training ends early, since no evaluation was better for a while.
    case stoppedEarly(evaluations: Int, bestStep: Int)
  }

  /// The progress of a training.
  public struct Progress: Sendable {
    /// The number of updates so far.
    public var step: Int
    /// The number of updates at the end.
    public var totalSteps: Int
    /// The number of epochs so far, with a fraction.
    public var epoch: Double
    /// The mean loss since the last report.
    public var loss: Double
    /// The learning rate of the last update.
    public var learningRate: Double
    /// The speed since the last report.
    public var tokensPerSecond: Double
    /// The estimated time to the end.
    public var secondsLeft: Double
  }

  /// An evaluation of a model in training.
  public struct Measurement: Sendable {
    /// The number of updates so far.
    public var step: Int
    /// The number of epochs so far, with a fraction.
    public var epoch: Double
    /// The mean loss of the updates since the previous evaluation.
    public var trainingLoss: Double
    /// The evaluation on the validation texts; nil without any.
    public var validation: Evaluation?
    /// The evaluations of further heads on their validation texts.
    public var tasks: [TaskEvaluation] = []
    /// The evaluation on the probe's texts, which has no effect; nil without any.
    public var probe: Evaluation?
    /// Whether this is the best evaluation so far.
    public var isBest: Bool
  }

  /// The outcome of a training.
  public enum Outcome: Sendable {
    /// The output folder contains the model of this step. The evaluations are on the validation texts and, for the only
    /// time, on the test texts; nil without such texts. Those of further heads are on their validation texts.
    case finished(step: Int, Evaluation?, test: Evaluation?, tasks: [TaskEvaluation])
    /// The training was stopped while the teachers read the texts, before its first update.
    case stoppedBeforeTraining
    /// The training was stopped; it can be resumed from this checkpoint.
    case interrupted(checkpoint: String, step: Int)
  }
}

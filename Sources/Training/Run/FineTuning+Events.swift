extension FineTuning {
  /// What happens while training.
  public enum Event: Sendable {
    /// Some updates were made.
    case progress(Progress)
    /// Figures for the record, under transformers' names.
    case logged(step: Int, [(name: String, value: Double)])
    /// The validation texts, the probe's or both were measured.
    case evaluated(Measurement)
    /// The finished model's probabilities were fitted to the validation texts, whose measures these are.
    case calibrated(before: Evaluation, after: Evaluation)
    /// A checkpoint was written to this folder.
    case saved(String)
    /// Something goes wrong.
    case alarm(Alarm)
    /// TensorBoard's files can no longer be written, for this reason.
    case lostRecords(String)
    /// The training goes on from this checkpoint.
    case resumed(folder: String, step: Int)
    /// No evaluation was better for a while, so that the training ends early.
    case stoppedEarly(evaluations: Int, bestStep: Int)
  }

  /// How far a training is.
  public struct Progress: Sendable {
    /// Updates made.
    public var step: Int
    /// Updates that will have been made at the end.
    public var totalSteps: Int
    /// Epochs done, with their fraction.
    public var epoch: Double
    /// The mean since the last report.
    public var loss: Double
    /// That of the last update.
    public var learningRate: Double
    /// Since the last report.
    public var tokensPerSecond: Double
    /// At the pace so far.
    public var secondsLeft: Double
  }

  /// How a model in training does.
  public struct Measurement: Sendable {
    /// Updates made.
    public var step: Int
    /// Epochs done, with their fraction.
    public var epoch: Double
    /// The mean over the updates since the measurement before.
    public var trainingLoss: Double
    /// Of the validation texts; nil where there are none.
    public var validation: Evaluation?
    /// Of the user's own texts, which decide nothing; nil where there are none.
    public var probe: Evaluation?
    /// Whether the validation texts never had better answers.
    public var isBest: Bool
  }

  /// How a training ended.
  public enum Outcome: Sendable {
    /// The output folder holds the model of this step, which was measured where there was something to measure it on: the
    /// validation texts, and the test texts for the only time.
    case finished(step: Int, Evaluation?, test: Evaluation?)
    /// It was asked to stop; this checkpoint is where to go on.
    case interrupted(checkpoint: String, step: Int)
  }
}

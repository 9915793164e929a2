public import BERT
public import Reviews
public import Tensors
import Tokenizers

/// The properties of a model.
public struct ModelFacts: Sendable {
  /// Its name on the hub, else the folder's last component; `default` for the built-in model.
  public var name: String
  /// The folder of its files.
  public var folder: String
  /// The further heads, by name.
  public var taskHeads: [TaskHead]
  /// The shape of the encoder.
  public var configuration: Configuration
  /// The polarity of each label.
  public var polarities: [Polarity]
  /// The number of parameters.
  public var parameterCount: Int
  /// The algorithm of its tokenizer, such as `WordPiece` or `Unigram`.
  public var tokenizer: String
  /// The maximum of tokens that it reads of a text, special tokens included.
  public var maximumTokens: Int
  /// The types of the weights in the files, by the format's names, such as `F32` and `F16`.
  public var precisions: [String]
  /// The precision in use.
  public var compute: SentimentModel.Compute
  /// The instructions in use.
  public var kernels: Kernels
  /// The number of threads in use.
  public var threads: Int
  /// The calibration of its probabilities.
  public var calibration: Calibration
  /// The form of its explanations.
  public var explanationForm: ExplanationForm
  /// The size of the weight files, in bytes.
  public var fileBytes: Int
  /// The memory of the loaded weights, in bytes.
  public var memoryBytes: Int
  /// Warnings from loading, each a sentence.
  public var warnings: [String]

  /// Loads a model as `SentimentModel` does, except that a missing head is a warning.
  public init(
    named name: String?, compute: SentimentModel.Compute = .auto, threads: Int? = nil,
    kernels: Kernels = .best, polarities: [String: Polarity] = [:]
  ) throws(ModelError) {
    let context = PassContext(threads: threads ?? PassContext.processorCount, kernels: kernels)
    let model = try SentimentModel(
      named: name, compute: compute, polarities: polarities, freshHead: 0, in: context)
    let classifier = model.checkpoint.classifier
    taskHeads = classifier.taskHeads
    self.name = model.name
    folder = model.folder
    configuration = classifier.configuration
    self.polarities = model.rule.polarities
    parameterCount = classifier.parameterCount
    tokenizer = model.encoder.tokenizer.algorithm
    maximumTokens = model.encoder.maximumLength
    precisions = model.checkpoint.precisions
    self.compute = model.compute
    self.kernels = context.kernels
    self.threads = model.threads
    calibration = model.calibration
    explanationForm = model.explanationForm
    fileBytes = model.checkpoint.byteCount
    memoryBytes = classifier.byteCount
    warnings = model.warnings
  }
}

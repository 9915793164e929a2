public import BERT
public import Reviews
public import Tensors
import Tokenizers

/// What there is to know of a model before it reads anything.
public struct ModelFacts: Sendable, Hashable {
  /// Its name on the hub, else the folder's last component; `default` for the built-in model.
  public var name: String
  /// Where its files are.
  public var folder: String
  /// The shape of the encoder.
  public var configuration: Configuration
  /// The side on which each label stands.
  public var polarities: [Polarity]
  /// The number of learned numbers.
  public var parameterCount: Int
  /// How its texts are cut: `WordPiece`, `Unigram` ….
  public var tokenizer: String
  /// The most tokens that it reads of a text, special tokens included.
  public var maximumTokens: Int
  /// The types of the weights in the files, by the format's names: `F32`, `F16` ….
  public var precisions: [String]
  /// The arithmetic in use.
  public var compute: SentimentModel.Compute
  /// The cores in use.
  public var threads: Int
  /// What its probabilities went through.
  public var calibration: Calibration
  /// How its explanations follow its pass.
  public var explanationForm: ExplanationForm
  /// The size of the files with the weights.
  public var fileBytes: Int
  /// What the weights take once they are read.
  public var memoryBytes: Int
  /// What loading it had to remark on, each a sentence.
  public var warnings: [String]

  /// Loads a model as `SentimentModel` does, but also one that still lacks its head, which is then a warning.
  public init(
    named name: String?, compute: SentimentModel.Compute = .auto, threads: Int? = nil,
    kernels: Kernels = .best, polarities: [String: Polarity] = [:]
  ) throws(ModelError) {
    let context = PassContext(threads: threads ?? PassContext.processorCount, kernels: kernels)
    let model = try SentimentModel(
      named: name, compute: compute, polarities: polarities, freshHead: 0, in: context)
    let classifier = model.checkpoint.classifier
    self.name = model.name
    folder = model.folder
    configuration = classifier.configuration
    self.polarities = model.rule.polarities
    parameterCount = classifier.parameterCount
    tokenizer = model.encoder.tokenizer.algorithm
    maximumTokens = model.encoder.maximumLength
    precisions = model.checkpoint.precisions
    self.compute = model.compute
    self.threads = model.threads
    calibration = model.calibration
    explanationForm = model.explanationForm
    fileBytes = model.checkpoint.byteCount
    memoryBytes = classifier.byteCount
    warnings = model.warnings
  }
}

import ArgumentParser
import BERT
import SentimentAnalysis
import Tensors
import Training

struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Writes a model folder anew in another precision; but for int8, transformers reads the result as it is.")

  enum Precision: String, ExpressibleByArgument, CaseIterable {
    case float32, float16, int8

    var encoding: Matrix.Encoding {
      switch self {
      case .float32: .float32
      case .float16: .float16
      case .int8: .int8
      }
    }
  }

  @OptionGroup var modelOptions: ModelOptions
  @Option(help: "float16 halves the size; int8 quarters it, for us alone.") var precision: Precision = .float32
  @Argument(help: "The folder to write.") var output: String

  func run() throws {
    if let threads = modelOptions.threads { Parallel.threads = threads }
    let source = try ModelLocation(of: modelOptions.model)
    let classifier = try SequenceClassifier(folder: source.folder)
    try makeFolder(output)
    try copyTokenizer(from: source.folder, to: output)
    try classifier.save(folder: output, as: precision.encoding)
    try ModelCard.copy(
      from: source, to: output, classifier.configuration,
      history: "Written anew in \(precision.rawValue) by `sentiment export`, version \(version).")
  }
}

import ArgumentParser
import BERT
import SentimentAnalysis
import Tensors
import Training

struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Convert a model folder to another precision or format.",
    discussion: """
      transformers loads float32 and float16 folders; only sentiment loads int8 folders. ONNX (opset 17, float32) maps \
      input_ids and attention_mask to logits, and to an output for each further head, for any number of texts and tokens.
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case safetensors, onnx }

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
  @Option(help: "Precision of the weights; float16 halves the size, int8 quarters it.") var precision: Precision =
    .float32
  @Option(help: "File format of the weights: model.safetensors or model.onnx.") var format: Format = .safetensors
  @Flag(help: "Replace a model that export did not write.")
  var overwrite = false
  @Argument(help: "Output folder.") var output: String

  func validate() throws {
    guard format == .safetensors || precision == .float32 else {
      throw ValidationError("--format onnx supports only float32; omit --precision \(precision.rawValue)")
    }
  }

  func run() throws {
    let source = try ModelLocation(of: modelOptions.model)
    let folder = try OutputFolder(
      output, writtenBy: "sentiment export", reading: source.folder, overwrites: overwrite)
    let classifier = try SequenceClassifier(folder: source.folder, in: modelOptions.cores.context)
    try folder.write { path in
      try ModelFiles.copyTokenizer(from: source.folder, to: path)
      switch format {
      case .safetensors: try classifier.save(folder: path, as: precision.encoding)
      case .onnx: try classifier.saveONNX(folder: path, producer: version)
      }
      let form = format == .onnx ? "ONNX" : precision.rawValue
      try ModelCard.copy(
        from: source, to: path, named: folder.name, classifier.configuration,
        history: "Converted to \(form) by `sentiment export`, version \(version).")
    }
  }
}

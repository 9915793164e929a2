import ArgumentParser
import BERT
import SentimentAnalysis
import Tensors
import Training

struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Writes a model folder anew in another precision or format.",
    discussion: """
      transformers reads float32 and float16 as they are; int8 is for us alone. ONNX (opset 17, float32) is for onnxruntime \
      and its like: input_ids and attention_mask in, logits out, of any number of texts and tokens.
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
  @Option(help: "float16 halves the size; int8 quarters it, for us alone.") var precision: Precision = .float32
  @Option(help: "onnx writes model.onnx in place of model.safetensors.") var format: Format = .safetensors
  @Flag(help: "Replace a folder that holds another model; one that export wrote is replaced without it.")
  var overwrite = false
  @Argument(help: "The folder to write.") var output: String

  func validate() throws {
    guard format == .safetensors || precision == .float32 else {
      throw ValidationError("--format onnx is written in float32; leave out --precision \(precision.rawValue)")
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
        history: "Written anew in \(form) by `sentiment export`, version \(version).")
    }
  }
}

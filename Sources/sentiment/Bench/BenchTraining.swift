import ArgumentParser
import BERT
import Benchmarks
import Files
import SentimentAnalysis

struct BenchTraining: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "training", abstract: "Time training updates on this machine.",
    discussion: "Measures random token ids; needs only config.json and weights.")

  @Option(
    help: ArgumentHelp(
      "Model folder, or name in the Hugging Face cache (default: the built-in model).", valueName: "dir|name"))
  var model: String?
  @Option(help: ArgumentHelp("Batch sizes as texts x tokens.", valueName: "NxM,…"))
  var shapes = BenchShapes(BenchShape(texts: 32, tokens: 128))
  @Flag(help: "Round the factors of matrix products to bfloat16.") var bf16 = false
  @OptionGroup var cores: CoreOptions
  @Option(help: "Minimum time for each measurement.") var seconds = 10.0
  @Flag(help: "Print one JSON object per line.") var json = false

  func validate() throws { try Bench.validate(seconds: seconds) }

  func run() throws {
    ProcessMemory.prepareForTraining()
    let context = cores.context
    let model = try SequenceClassifier(folder: try ModelLocation(of: model).folder, in: context)
    let benchmark = TrainingBenchmark(model, bf16: bf16, minimumSeconds: seconds, in: context)
    for shape in shapes.list { Bench.print(try benchmark.measure(shape), asJSON: json) }
  }
}

import ArgumentParser
import BERT
import Files
import Foundation
import JSON
import SentimentAnalysis
import Tensors
import Training

struct BenchTraining: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "training", abstract: "Times updates of a training on this machine.",
    discussion: "Shapes are texts × tokens and need only config and weights.")

  @Option(
    help: ArgumentHelp(
      "A model folder, or a name in the Hugging Face cache; without it the built-in model.", valueName: "dir|name"))
  var model: String?
  @Option(help: "Texts x tokens, such as 32x128,16x256.") var shapes = BenchShapes(BenchShape(texts: 32, tokens: 128))
  @Flag(help: "Round the factors of products to bfloat16.") var bf16 = false
  @OptionGroup var cores: CoreOptions
  @Option(help: "Time each for so long at least.") var seconds = 10.0
  @Flag(help: "Print one JSON object a line.") var json = false

  func validate() throws { try Bench.validate(seconds: seconds) }

  func run() throws {
    ProcessMemory.prepareForTraining()
    let context = cores.context
    let model = try SequenceClassifier(folder: try ModelLocation(of: model).folder, in: context)
    let labels = model.configuration.labels.count
    var options = Trainer.Options()
    (options.maxSteps, options.bf16) = (1_000_000, bf16)
    for shape in shapes.list {
      let examples = try shape.ids(model.configuration).enumerated().map {
        Trainer.Example(ids: $0.element, .label($0.offset % labels))
      }
      options.batchSize = shape.texts
      try time(shape, Trainer(model, examples: examples, options: options, in: context))
    }
  }

  /// Five updates at least, after two to warm up.
  private func time(_ shape: BenchShape, _ start: Trainer) throws {
    var trainer = start
    for _ in 0..<2 { _ = try trainer.update() }
    var rates: [Double] = []
    let begin = ContinuousClock.now
    while rates.count < 5 || (ContinuousClock.now - begin) / .seconds(1) < seconds {
      let start = ContinuousClock.now
      let update = try trainer.update()
      rates.append(Double(update.tokens) / ((ContinuousClock.now - start) / .seconds(1)))
    }
    let rate = rates.sorted()[rates.count / 2]
    if json {
      let row: JSONValue = ["shape": .string(shape.description), "tokens_per_second": .double(rate)]
      writeText(row.serialized() + "\n")
    } else {
      writeText(String(format: "%@ %8.0f tokens/s\n", shape.description, rate))
    }
  }
}

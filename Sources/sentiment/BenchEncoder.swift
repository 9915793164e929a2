import ArgumentParser
import BERT
import Foundation
import JSON
import SentimentAnalysis
import Tensors
import Training

struct BenchEncoder: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "encoder", abstract: "Times the encoder on this machine.",
    discussion: """
      Shapes are texts × tokens and need only config and weights; --data times real texts, tokenizer included.
      """)

  @OptionGroup var modelOptions: ModelOptions
  @Option(help: "Shapes, separated by commas.") var shapes = "1x32,1x128,1x512,16x128"
  @Option(help: "A file of texts, one a line, or with a .csv, .tsv or .jsonl ending.") var data: String?
  @Flag(help: "Also time passes that explain, the quick way and the full one, in turn with those that do not.")
  var explain = false
  @Flag(help: "Print one JSON object a line.") var json = false

  func validate() throws {
    for shape in shapes.split(separator: ",") where parse(shape) == nil {
      throw ValidationError("--shapes takes texts x tokens such as 16x128, got \(shape)")
    }
  }

  private func parse(_ shape: Substring) -> (texts: Int, tokens: Int)? {
    let sides = shape.split(separator: "x").compactMap { Int($0) }
    guard sides.count == 2, (1...4096).contains(sides[0]), (1...4096).contains(sides[1]) else { return nil }
    return (sides[0], sides[1])
  }

  func run() throws {
    if let data { return try timeTexts(data) }
    if let threads = modelOptions.threads { Parallel.threads = threads }
    let folder = try ModelLocation(of: modelOptions.model).folder
    var checkpoint = try Checkpoint(folder: folder)
    modelOptions.compute.resolved(for: checkpoint).prepare(&checkpoint)
    let model = checkpoint.classifier
    let limit = MachineLimit.productRate() / 1e9
    for shape in shapes.split(separator: ",") {
      guard let (texts, tokens) = parse(shape) else { continue }
      guard tokens <= model.configuration.maximumTokens else {
        throw Trouble("\(shape): the model has \(model.configuration.maximumTokens) positions")
      }
      var random = SplitMix64(seed: 0)
      let ids = 0..<model.configuration.vocabularySize
      let batch = Batch((0..<texts).map { _ in (0..<tokens).map { _ in ids.randomElement(using: &random) ?? 0 } })
      var passes = [{ _ = model.forward(batch) }]
      if explain {
        let form = try ExplanationForm(model.configuration, folder: folder)
        let reference = model.explanationReference(start: 0, end: 0)
        passes.append { _ = model.forwardExplaining(batch, .lastLayers(form.quickLayers)) }
        passes.append { _ = model.forwardExplaining(batch, .allLayers(form.fullEmbedding), reference: reference) }
      }
      let medians = medians(passes)
      let seconds = medians[0]
      let ratios = zip(["quick", "full"], medians.dropFirst().map { $0 / seconds })
      let gflops = model.configuration.operations(texts: texts, tokens: tokens) / seconds / 1e9
      if json {
        var row: JSONObject = [
          "shape": .string(String(shape)), "seconds": .double(seconds), "gflops": .double(gflops),
          "share": .double(gflops / limit),
        ]
        for (way, ratio) in ratios { row[way + "_ratio"] = .double(ratio) }
        writeText(JSONValue.object(row).serialized() + "\n")
      } else {
        let row = String(format: "%8.2f ms %7.1f GFLOP/s %4.0f %%", seconds * 1000, gflops, gflops / limit * 100)
        let explained = ratios.map { String(format: "  %@ %.2f times", $0, $1) }.joined()
        writeText(shape.padding(toLength: 8, withPad: " ", startingAt: 0) + row + explained + "\n")
      }
    }
  }

  /// Each at least seven times and four seconds, in turn, after two rounds to warm up, as the peers' timing does.
  private func medians(_ passes: [() -> Void]) -> [Double] {
    for pass in passes + passes { pass() }
    var times = passes.map { _ in [Double]() }
    let start = ContinuousClock.now
    while times[0].count < 7 || ContinuousClock.now - start < .seconds(4 * passes.count) {
      for (index, pass) in passes.enumerated() { times[index].append(ContinuousClock().measure(pass) / .seconds(1)) }
    }
    return times.map { $0.sorted()[$0.count / 2] }
  }

  private func timeTexts(_ path: String) throws {
    let model = try modelOptions.load()
    let texts = try Bench.texts(in: path, for: model)
    let seconds = ContinuousClock().measure { _ = model.classify(texts) } / .seconds(1)
    let rate = Double(texts.count) / seconds
    if json {
      let row: JSONValue = [
        "texts": .integer(Int64(texts.count)), "seconds": .double(seconds), "texts_per_second": .double(rate),
      ]
      writeText(row.serialized() + "\n")
    } else {
      writeText(String(format: "%d texts in %.2f s: %.0f texts/s\n", texts.count, seconds, rate))
    }
  }
}

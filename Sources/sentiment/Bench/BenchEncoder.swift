import ArgumentParser
import BERT
import Files
import Foundation
import JSON
import SentimentAnalysis
import Tensors

struct BenchEncoder: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "encoder", abstract: "Times the encoder on this machine.",
    discussion: """
      Shapes are texts × tokens and need only config and weights; --data times real texts, tokenizer included. GFLOP/s \
      count every position in every layer, as other engines do; the share is that of what is computed here, which in the \
      last layer is [CLS] alone, in a large matrix product of the same arithmetic.
      """)

  @OptionGroup var modelOptions: ModelOptions
  @Option(help: "Texts x tokens, such as 1x32,16x128; without it and --data 1x32,1x128,1x512,16x128.")
  var shapes: BenchShapes?
  @Option(help: "A file of texts, one a line, or with a .csv, .tsv or .jsonl ending; may be given more than once.")
  var data: [String] = []
  @Flag(help: "Go through each arithmetic that this CPU has instructions for, on 1, 2, 4 … threads.") var sweep = false
  @Flag(help: "Also time passes that explain, the quick way and the full one, in turn with those that do not.")
  var explain = false
  @Option(help: "Time each for so long at least.") var seconds = 4.0
  @Flag(help: "Print one JSON object a line.") var json = false

  func validate() throws { try Bench.validate(seconds: seconds) }

  func run() throws {
    let most = modelOptions.threads ?? PassContext.processorCount
    let threadCounts =
      sweep ? Array(sequence(first: 1) { $0 * 2 < most ? $0 * 2 : nil }) + (most > 1 ? [most] : []) : [most]
    let computes: [SentimentModel.Compute] =
      sweep
      ? PackedFactor.Precision.allCases.filter { $0 == .float32 || kernels.areFast(in: $0) }.compactMap {
        .init(rawValue: $0.rawValue)
      }
      : [modelOptions.compute]
    for compute in computes {
      for threads in threadCounts {
        let context = PassContext(threads: threads, kernels: kernels)
        if shapes != nil || data.isEmpty { try time(shapes?.list ?? Self.defaultShapes, compute, context) }
        if !data.isEmpty { try time(data, compute, context) }
      }
    }
  }

  private static let defaultShapes = [(1, 32), (1, 128), (1, 512), (16, 128)].map {
    BenchShape(texts: $0.0, tokens: $0.1)
  }

  /// Passes over batches of made up ids.
  private func time(_ shapes: [BenchShape], _ compute: SentimentModel.Compute, _ context: PassContext) throws {
    let folder = try ModelLocation(of: modelOptions.model).folder
    let start = ContinuousClock.now
    var checkpoint = try Checkpoint(folder: folder, in: context)
    let compute = compute.resolved(for: checkpoint, kernels)
    compute.prepare(&checkpoint, in: context)
    let setting = Setting(
      compute: compute, threads: context.threads, loadSeconds: (ContinuousClock.now - start) / .seconds(1))
    let model = checkpoint.classifier
    let limit = MachineLimit.productRate(PackedFactor.Precision(rawValue: compute.rawValue), in: context) / 1e9
    show(setting, String(format: ", products at most %.0f GFLOP/s", limit))
    for shape in shapes {
      let ids = try shape.ids(model.configuration)
      func pass(isLight: Bool = true, _ logits: @escaping @Sendable (Batch) throws -> Matrix) -> () throws -> Void {
        {
          _ = try inBatches(ofLengths: ids.map(\.count), tokens: 2048, isLight: isLight, in: context) {
            try logits(Batch($0.map { ids[$0] })).rowArrays
          }
        }
      }
      var passes = [pass { try model.forward($0, in: context) }]
      if explain {
        let form = try ModelSettings(model.configuration, folder: folder).explanation ?? .usual
        let reference = model.explanationReference(start: 0, end: 0, in: context)
        passes.append(pass { try model.forwardExplaining($0, .lastLayers(form.quickLayers), in: context).logits })
        passes.append(
          pass(isLight: false) {
            try model.forwardExplaining(
              $0, .allLayers(form.fullEmbedding), reference: reference, in: context
            ).logits
          })
      }
      let medians = try medians(passes)
      func rate(read: Int?) -> Double {
        model.configuration.operations(texts: shape.texts, tokens: shape.tokens, read: read) / medians[0] / 1e9
      }
      let ratios = zip(["quick", "full"], medians.dropFirst().map { $0 / medians[0] })
      show(
        setting, name: ("shape", shape.description), texts: shape.texts, tokens: ids.joined().count,
        seconds: medians[0],
        figures: [("gflops", "%7.1f GFLOP/s", rate(read: nil)), ("share", "%4.2f of the limit", rate(read: 1) / limit)]
          + ratios.map { ($0 + "_ratio", $0 + " %.2f times", $1) })
    }
  }

  /// Passes over real texts, from the text to its label.
  private func time(_ files: [String], _ compute: SentimentModel.Compute, _ context: PassContext) throws {
    let start = ContinuousClock.now
    let model = try SentimentModel(
      named: modelOptions.model, compute: compute, threads: context.threads, kernels: kernels)
    let setting = Setting(
      compute: model.compute, threads: context.threads, loadSeconds: (ContinuousClock.now - start) / .seconds(1))
    warn(model.warnings)
    show(setting)
    for file in files {
      let texts = try Bench.texts(in: file, for: model)
      let tokens = model.tokenCounts(texts).reduce(0, +)
      let seconds = try medians([{ _ = model.classify(texts) }])[0]
      show(setting, name: ("data", file), texts: texts.count, tokens: tokens, seconds: seconds, figures: [])
    }
  }

  /// Each in turn, seven times at least, after two rounds to warm up. Of what takes much longer, three times are enough, the
  /// first to warm up.
  private func medians(_ passes: [() throws -> Void]) throws -> [Double] {
    var times = passes.map { _ in [Double]() }
    let start = ContinuousClock.now
    var spent: Double { (ContinuousClock.now - start) / .seconds(passes.count) }
    while times[0].count < 3 || times[0].count < 9 && spent < 10 * seconds || spent < seconds {
      for (index, pass) in passes.enumerated() {
        times[index].append(try ContinuousClock().measure(pass) / .seconds(1))
      }
    }
    return times.map { $0.dropFirst($0.count < 9 ? 1 : 2).sorted() }.map { $0[$0.count / 2] }
  }
}

// MARK: - What is printed

extension BenchEncoder {
  /// What holds for several measurements.
  private struct Setting {
    let compute: SentimentModel.Compute
    let threads: Int
    let loadSeconds: Double
    /// With the model loaded.
    let memory = ProcessMemory.resident ?? 0
  }

  private func show(_ setting: Setting, _ rest: String = "") {
    guard !json else { return }
    let line = String(
      format: "%@, %d threads: loaded in %.2f s, %.0f MB in use", setting.compute.rawValue, setting.threads,
      setting.loadSeconds, Double(setting.memory) / 1e6)
    writeText(line + rest + "\n")
  }

  /// - Parameter figures: each with its key, its format and its value.
  private func show(
    _ setting: Setting, name: (key: String, value: String), texts: Int, tokens: Int, seconds: Double,
    figures: [(key: String, format: String, value: Double)]
  ) {
    let rates = (texts: Double(texts) / seconds, tokens: Double(tokens) / seconds)
    guard json else {
      let start = String(format: " %9.2f ms %7.1f texts/s %8.0f tokens/s  ", seconds * 1000, rates.texts, rates.tokens)
      let rest = figures.map { String(format: $0.format, $0.value) }.joined(separator: "  ")
      return writeText(
        name.value.padding(toLength: max(8, name.value.count), withPad: " ", startingAt: 0) + start + rest + "\n")
    }
    var row: JSONObject = [
      name.key: .string(name.value), "texts": .integer(Int64(texts)), "tokens": .integer(Int64(tokens)),
      "seconds": .double(seconds), "texts_per_second": .double(rates.texts), "tokens_per_second": .double(rates.tokens),
    ]
    for figure in figures { row[figure.key] = .double(figure.value) }
    row["compute"] = .string(setting.compute.rawValue)
    row["threads"] = .integer(Int64(setting.threads))
    row["load_seconds"] = .double(setting.loadSeconds)
    row["memory_bytes"] = .integer(Int64(setting.memory))
    writeText(JSONValue.object(row).serialized() + "\n")
  }
}

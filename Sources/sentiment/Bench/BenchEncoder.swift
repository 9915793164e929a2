import ArgumentParser
import Benchmarks
import SentimentAnalysis
import Tensors

struct BenchEncoder: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "encoder", abstract: "Time the encoder on this machine.",
    discussion: """
      --shapes measures random token ids and needs only config.json and weights; --data measures real texts, tokenizer \
      included. GFLOP/s count every position in every layer, as other engines do. The share compares the operations that are \
      executed, of which the last layer has only those for [CLS], with a large matrix product in the same arithmetic. If the \
      model has further heads, their ratio is that of a pass with all of them to one without.
      """)

  @OptionGroup var modelOptions: ModelOptions
  @Option(
    help: ArgumentHelp(
      "Batch sizes as texts x tokens (default without --data: 1x32,1x128,1x512,16x128).", valueName: "NxM,…"))
  var shapes: BenchShapes?
  @Option(
    help: ArgumentHelp(
      "File of texts: a .csv, .tsv or .jsonl table, or one text per line; repeatable.", valueName: "file"))
  var data: [String] = []
  @Flag(help: "Measure every arithmetic that this CPU supports, on 1, 2, 4, … threads.") var sweep = false
  @Flag(help: "Also measure passes that explain: the quick method and the full one.") var explain = false
  @Option(help: "Minimum time for each measurement.") var seconds = 4.0
  @Flag(help: "Print one JSON object per line.") var json = false

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
        let benchmark = EncoderBenchmark(
          compute: compute, context: PassContext(threads: threads, kernels: kernels), explains: explain,
          minimumSeconds: seconds
        ) { Bench.print($0, asJSON: json) }
        if shapes != nil || data.isEmpty {
          let folder = try ModelLocation(of: modelOptions.model).folder
          try benchmark.measure(shapes?.list ?? Self.defaultShapes, modelFolder: folder)
        }
        if !data.isEmpty {
          let start = ContinuousClock.now
          let model = try SentimentModel(
            named: modelOptions.model, compute: compute, threads: threads, kernels: kernels)
          warn(model.warnings)
          try benchmark.measure(files: data, model, loadedSince: start)
        }
      }
    }
  }

  private static let defaultShapes = [(1, 32), (1, 128), (1, 512), (16, 128)].map {
    BenchShape(texts: $0.0, tokens: $0.1)
  }
}

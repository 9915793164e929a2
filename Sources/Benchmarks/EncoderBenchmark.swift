import BERT
import Files
import Foundation
import JSON
package import SentimentAnalysis
package import Tensors

/// Times a model's encoder in one arithmetic and one context.
package struct EncoderBenchmark {
  private let compute: SentimentModel.Compute
  private let context: PassContext
  private let explains: Bool
  private let minimumSeconds: Double
  private let report: (BenchmarkRow) -> Void

  /// - Parameter explains: whether to time passes that explain, too.
  package init(
    compute: SentimentModel.Compute, context: PassContext, explains: Bool, minimumSeconds: Double,
    report: @escaping (BenchmarkRow) -> Void
  ) {
    (self.compute, self.context, self.explains) = (compute, context, explains)
    (self.minimumSeconds, self.report) = (minimumSeconds, report)
  }

  /// Times passes over batches of random token ids.
  package func measure(_ shapes: [BenchShape], modelFolder folder: String) throws {
    let start = ContinuousClock.now
    let context = context
    var checkpoint = try Checkpoint(folder: folder, in: context)
    let compute = compute.resolved(for: checkpoint, context.kernels)
    compute.prepare(&checkpoint, in: context)
    let loaded = Loaded(compute: compute, threads: context.threads, since: start)
    let model = checkpoint.classifier
    let precision = PackedFactor.Precision(rawValue: compute.rawValue) ?? .float32
    let limit = MachineLimit.productRate(precision, in: context) / 1e9
    report(loaded.row(String(format: ", %@ products up to %.0f GFLOP/s", context.kernels.rawValue, limit)))
    for shape in shapes {
      let ids = try shape.ids(model.configuration)
      func pass(
        isLight: Bool = true, readsWords: Bool = false, _ logits: @escaping @Sendable (Batch) throws -> Matrix
      ) -> () throws -> Void {
        {
          _ = try inBatches(ofLengths: ids.map(\.count), tokens: 2048, isLight: isLight, in: context) { texts in
            let words = readsWords ? texts.map { Array(ids[$0].indices.dropFirst().dropLast()) } : nil
            return try logits(Batch(texts.map { ids[$0] }, reading: words)).rowArrays
          }
        }
      }
      var passes = [pass { try model.forward($0, in: context) }]
      var names: [String] = []
      if !model.taskHeads.isEmpty {
        names.append("heads")
        // Every token counts as a word, so this is the longest such a pass can take.
        passes.append(
          pass(readsWords: model.taskHeads.contains { $0.kind.readsWords }) { batch in
            let hidden = try model.encode(batch, in: context)
            for head in model.taskHeads.indices { _ = model.logits(ofHead: head, hidden, batch, in: context) }
            return model.logits(hidden, batch, in: context)
          })
      }
      if explains {
        names += ["quick", "full"]
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
      let ratios = zip(names, medians.dropFirst().map { $0 / medians[0] })
      report(
        Measurement(
          key: "shape", name: shape.description, texts: shape.texts, tokens: ids.joined().count, seconds: medians[0],
          figures: [
            ("gflops", "%7.1f GFLOP/s", rate(read: nil)), ("share", "%4.2f of the limit", rate(read: 1) / limit),
          ]
            + ratios.map { ($0 + "_ratio", $0 + " %.2f times", $1) }
        ).row(loaded))
    }
  }

  /// Times a model on the texts of files, tokenizer included.
  ///
  /// - Parameter start: when loading the model began.
  package func measure(files: [String], _ model: SentimentModel, loadedSince start: ContinuousClock.Instant) throws {
    let loaded = Loaded(compute: model.compute, threads: context.threads, since: start)
    report(loaded.row())
    for file in files {
      let texts = try loadTexts(fromFile: file, for: model)
      let tokens = model.tokenCounts(texts).reduce(0, +)
      let seconds = try medians([{ _ = model.classify(texts) }])[0]
      report(
        Measurement(key: "data", name: file, texts: texts.count, tokens: tokens, seconds: seconds, figures: [])
          .row(loaded))
    }
  }

  /// The median time of each pass. Passes alternate, at least seven times after two rounds to warm up; passes that take long
  /// only twice after one.
  private func medians(_ passes: [() throws -> Void]) throws -> [Double] {
    var times = passes.map { _ in [Double]() }
    let start = ContinuousClock.now
    var spent: Double { (ContinuousClock.now - start) / .seconds(passes.count) }
    while times[0].count < 3 || times[0].count < 9 && spent < 10 * minimumSeconds || spent < minimumSeconds {
      for (index, pass) in passes.enumerated() {
        times[index].append(try ContinuousClock().measure(pass) / .seconds(1))
      }
    }
    return times.map { Array($0.dropFirst($0.count < 9 ? 1 : 2)).quantile(0.5) }
  }
}

// MARK: - Rows

/// A loaded model, which several measurements share.
private struct Loaded {
  let compute: SentimentModel.Compute
  let threads: Int
  let seconds: Double
  let memory = ProcessMemory.resident ?? 0

  init(compute: SentimentModel.Compute, threads: Int, since start: ContinuousClock.Instant) {
    (self.compute, self.threads, seconds) = (compute, threads, (ContinuousClock.now - start) / .seconds(1))
  }

  func row(_ suffix: String = "") -> BenchmarkRow {
    let text = String(
      format: "%@, %d threads: loaded in %.2f s, %.0f MB in use", compute.rawValue, threads, seconds,
      Double(memory) / 1e6)
    return BenchmarkRow(text: text + suffix, json: nil)
  }
}

private struct Measurement {
  let key: String
  let name: String
  let texts: Int
  let tokens: Int
  let seconds: Double
  let figures: [(key: String, format: String, value: Double)]

  func row(_ loaded: Loaded) -> BenchmarkRow {
    let rates = (texts: Double(texts) / seconds, tokens: Double(tokens) / seconds)
    var row: JSONObject = [
      key: .string(name), "texts": .integer(Int64(texts)), "tokens": .integer(Int64(tokens)),
      "seconds": .double(seconds), "texts_per_second": .double(rates.texts), "tokens_per_second": .double(rates.tokens),
    ]
    for figure in figures { row[figure.key] = .double(figure.value) }
    row["compute"] = .string(loaded.compute.rawValue)
    row["threads"] = .integer(Int64(loaded.threads))
    row["load_seconds"] = .double(loaded.seconds)
    row["memory_bytes"] = .integer(Int64(loaded.memory))
    let text =
      name.padding(toLength: max(8, name.count), withPad: " ", startingAt: 0)
      + String(format: " %9.2f ms %7.1f texts/s %8.0f tokens/s  ", seconds * 1000, rates.texts, rates.tokens)
      + figures.map { String(format: $0.format, $0.value) }.joined(separator: "  ")
    return BenchmarkRow(text: text, json: .object(row))
  }
}

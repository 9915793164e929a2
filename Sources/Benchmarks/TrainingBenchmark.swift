package import BERT
import Foundation
import JSON
package import Tensors
import Training

/// Times the updates of a training on random token ids.
package struct TrainingBenchmark {
  private let model: SequenceClassifier
  private let context: PassContext
  private let usesBFloat16: Bool
  private let minimumSeconds: Double

  package init(_ model: SequenceClassifier, bf16: Bool, minimumSeconds: Double, in context: PassContext) {
    (self.model, usesBFloat16, self.minimumSeconds, self.context) = (model, bf16, minimumSeconds, context)
  }

  /// The median rate of at least five updates, after two to warm up.
  package func measure(_ shape: BenchShape) throws -> BenchmarkRow {
    let labels = model.configuration.labels.count
    var options = Trainer.Options()
    (options.maxSteps, options.bf16, options.batchSize) = (1_000_000, usesBFloat16, shape.texts)
    let examples = try shape.ids(model.configuration).enumerated().map {
      Trainer.Example(ids: $0.element, .label($0.offset % labels))
    }
    var trainer = Trainer(model, examples: examples, options: options, in: context)
    for _ in 0..<2 { _ = try trainer.update() }
    var rates: [Double] = []
    let begin = ContinuousClock.now
    while rates.count < 5 || (ContinuousClock.now - begin) / .seconds(1) < minimumSeconds {
      let start = ContinuousClock.now
      let update = try trainer.update()
      rates.append(Double(update.tokens) / ((ContinuousClock.now - start) / .seconds(1)))
    }
    let rate = rates.quantile(0.5)
    return BenchmarkRow(
      text: String(format: "%@ %8.0f tokens/s", shape.description, rate),
      json: ["shape": .string(shape.description), "tokens_per_second": .double(rate)])
  }
}

import BERT
import Foundation
import JSON
import Tensors
import Testing

@testable import Training

let fixtures = Bundle.module.bundleURL.appending(path: "Fixtures")

struct TrainerTests {
  /// What PyTorch and transformers computed: Tests/Reference/make_bert_fixtures.py.
  private struct Reference: Decodable {
    struct Batch: Decodable {
      var texts: [[Int]]
      var targets: [Int]
    }
    var batches: [Batch]
    var losses: [Double]
    var norms: [Double]
  }

  @Test func tenStepsWithoutDropoutGiveTheLossesOfPyTorch() throws {
    let reference = try JSONValue(parsing: Data(contentsOf: fixtures.appending(path: "losses.json")))
      .decoded(as: Reference.self)
    let model = try SequenceClassifier(folder: fixtures.appending(path: "tiny").path)
    let batches = reference.batches.map { batch in
      zip(batch.texts, batch.targets).map { Trainer.Example(ids: $0, .label($1)) }
    }
    var options = Trainer.Options()
    (options.epochs, options.batchSize, options.learningRate) = (1, 4, 5e-3)
    (options.weightDecay, options.warmupRatio) = (0.1, 0.3)
    var trainer = Trainer(model, examples: batches.flatMap { $0 }, options: options)
    for (index, batch) in batches.enumerated() {
      let (loss, norm) = trainer.step(batch, dropout: nil)
      #expect(abs(loss - reference.losses[index]) < 1e-4, "step \(index)")
      #expect(abs(norm - reference.norms[index]) < 1e-3 * reference.norms[index], "step \(index)")
    }
  }

  @Test func trainingLearnsAndTheSameSeedRepeatsItBitForBit() throws {
    let model = try SequenceClassifier(folder: fixtures.appending(path: "tiny").path)
    // Word 5 means label 1, word 6 label 0; the others mean nothing.
    let examples = (0..<64).map { index in
      Trainer.Example(ids: [2, 7 + index % 5, 5 + index % 2, 8 + index % 7, 3], .label(1 - index % 2))
    }
    func trained() throws -> (SequenceClassifier, Evaluation) {
      var options = Trainer.Options()
      (options.epochs, options.batchSize, options.learningRate) = (8, 8, 5e-3)
      var trainer = Trainer(model, examples: examples, options: options)
      var last = Evaluation(.singleLabel)
      try trainer.run(validation: examples) { event, _ in
        if case .evaluated(_, let evaluation) = event { last = evaluation }
      }
      return (trainer.model, last)
    }
    var (first, evaluation) = try trained()
    var (second, _) = try trained()
    #expect(evaluation.accuracy == 1)
    var values: [[Float]] = []
    first.forEachParameter { _, value in values.append(value.elements) }
    var index = 0
    second.forEachParameter { _, value in
      #expect(value.elements == values[index])
      index += 1
    }
  }
}

import BERT
import Foundation
import JSON
import Tensors
import Testing

@testable import BERT

/// What PyTorch and transformers computed on the same folder: Tests/Reference/make_bert_fixtures.py.
struct Expected: Decodable {
  var texts: [[Int]]
  var targets: [Int]
  var logits: [[Float]]
  var loss: Double
  var scores: [[Float]]

  static func load() throws -> Expected {
    try JSONValue(parsing: Data(contentsOf: fixtures.appending(path: "expected.json"))).decoded(as: Expected.self)
  }
}

let fixtures = Bundle.module.bundleURL.appending(path: "Fixtures")
func tinyModel() throws -> SequenceClassifier { try SequenceClassifier(folder: fixtures.appending(path: "tiny").path) }

struct SequenceClassifierTests {
  @Test func logitsEqualThoseOfTransformers() throws {
    let expected = try Expected.load()
    let logits = try tinyModel().forward(Batch(expected.texts))
    for (row, values) in expected.logits.enumerated() {
      for (column, value) in values.enumerated() {
        #expect(abs(logits[row, column] - value) < 1e-5, "text \(row), label \(column)")
      }
    }
  }

  @Test func logitsDoNotDependOnTheBatch() throws {
    let (model, expected) = (try tinyModel(), try Expected.load())
    let together = model.forward(Batch(expected.texts))
    for (row, text) in expected.texts.enumerated() {
      let alone = model.forward(Batch([text]))
      for column in 0..<3 { #expect(abs(alone[0, column] - together[row, column]) < 1e-5) }
    }
  }

  @Test func lossAndGradientEqualThoseOfPyTorch() throws {
    let (model, expected) = (try tinyModel(), try Expected.load())
    let (logits, saved) = model.forwardSaving(Batch(expected.texts))
    let (loss, dLogits) = CrossEntropy.forwardAndBackward(logits, targets: expected.targets)
    #expect(abs(loss - expected.loss) < 1e-5)
    var gradient = SequenceClassifier(zeros: model.configuration)
    model.backward(dLogits, saved, into: &gradient)
    var reference: [Matrix] = []
    var theirs = try SequenceClassifier(folder: fixtures.appending(path: "gradient").path)
    theirs.forEachParameter { _, value in reference.append(value) }
    var index = 0
    gradient.forEachParameter { parameter, value in
      defer { index += 1 }
      var difference = value
      difference.add(reference[index], scaledBy: -1)
      let (error, norm) = (difference.sumOfSquares.squareRoot(), reference[index].sumOfSquares.squareRoot())
      // Keys' biases shift every score of a query alike: their gradient is zero but for rounding.
      #expect(error <= 1e-4 * norm + 1e-7, "\(parameter.tensors): off by \(error) of \(norm)")
    }
  }

  @Test func explanationEqualsAttentionTimesItsGradientInPyTorchWithGatesHeld() throws {
    let (model, expected) = (try tinyModel(), try Expected.load())
    let (logits, scores) = model.forwardExplaining(Batch(expected.texts))
    #expect(logits.elements == model.forward(Batch(expected.texts)).elements)
    for (text, row) in expected.scores.enumerated() {
      #expect(scores[text].count == row.count)
      for (score, value) in zip(scores[text], row) { #expect(abs(score - value) < 1e-5, "text \(text)") }
    }
  }

  @Test func explanationSumsToGradientTimesContext() throws {
    let (model, expected) = (try tinyModel(), try Expected.load())
    let batch = Batch(expected.texts)
    var x = model.embeddings.forward(batch, epsilon: model.configuration.layerNormEpsilon)
    x = model.layers[0].forward(x, model.shape(batch, layer: 0))
    let (z, saved) = model.layers[1].forwardSaving(x, model.shape(batch, layer: 1))
    let (logits, savedHead) = model.head.forwardSaving(z)
    let g = model.layers[1].contextGradientHoldingGates(
      model.head.inputGradientHoldingGates(SequenceClassifier.contrast(logits), savedHead), saved)
    let scores = model.forwardExplaining(batch).scores
    for text in 0..<batch.count {
      let product = (0..<g.columns).reduce(Float(0)) { $0 + g[text, $1] * saved.context[text, $1] }
      #expect(abs(scores[text].reduce(0, +) - product) < 1e-5)
    }
  }

  @Test func dropoutChangesTheLogitsAndTheSameSeedRepeatsThem() throws {
    let (model, expected) = (try tinyModel(), try Expected.load())
    let batch = Batch(expected.texts)
    let first = model.forwardSaving(batch, dropout: DropoutSource(seed: 1)).logits
    #expect(first.elements == model.forwardSaving(batch, dropout: DropoutSource(seed: 1)).logits.elements)
    #expect(first.elements != model.forwardSaving(batch, dropout: DropoutSource(seed: 2)).logits.elements)
  }

  @Test func gradientWithDropoutMatchesFiniteDifferences() throws {
    var model = try tinyModel()
    let expected = try Expected.load()
    let batch = Batch(expected.texts)
    func loss(_ model: SequenceClassifier) -> Double {
      let logits = model.forwardSaving(batch, dropout: DropoutSource(seed: 7)).logits
      return CrossEntropy.forwardAndBackward(logits, targets: expected.targets).loss
    }
    let (logits, saved) = model.forwardSaving(batch, dropout: DropoutSource(seed: 7))
    var gradient = SequenceClassifier(zeros: model.configuration)
    model.backward(
      CrossEntropy.forwardAndBackward(logits, targets: expected.targets).gradient, saved, into: &gradient)
    var gradients: [Matrix] = []
    gradient.forEachParameter { _, value in gradients.append(value) }
    var names: [[String]] = []
    model.forEachParameter { parameter, _ in names.append(parameter.tensors) }
    let step: Float = 1e-2
    for index in gradients.indices {
      // Along the gradient itself, where the change is largest beside float32's rounding.
      let norm = gradients[index].sumOfSquares.squareRoot()
      guard norm > 1e-3 else { continue }
      func moved(_ sign: Float) -> SequenceClassifier {
        var copy = model
        var position = 0
        copy.forEachParameter { _, value in
          if position == index { value.add(gradients[index], scaledBy: sign * step / Float(norm)) }
          position += 1
        }
        return copy
      }
      let slope = (loss(moved(1)) - loss(moved(-1))) / Double(2 * step)
      #expect(abs(slope - norm) < 0.02 * norm + 1e-3, "\(names[index]): slope \(slope), gradient \(norm)")
    }
  }
}

import Foundation
import JSON
import Tensors
import TestSupport
import Testing

@testable import BERT

/// The split of a logit between tokens, against PyTorch's autograd through a frozen pass:
/// Tests/Reference/make_explanation_fixtures.py.
struct ExplanationTests {
  private struct Case: Decodable {
    struct Text: Decodable {
      var word: [Float]
      var whole: [Float]
      var biases: Float
      var contrast: Float
    }
    var folder: String
    var activation: String?
    var texts: [Text]
    /// Scores with gates averaged on the way from a text of padding tokens.
    var mean: [Text]
    /// By number of last layers and text: the contributions of each token's values to the first token's context, and the
    /// product of that context with its gradient.
    var attention: [[Attended]]
    struct Attended: Decodable {
      var scores: [Float]
      var product: Float
    }
  }

  private struct Example {
    var model: SequenceClassifier
    var batch: Batch
    var reference: ExplanationReference?
    var texts: [Case.Text]
    var attention: [[Case.Attended]]
  }

  private static func cases() throws -> [Example] {
    let file = try Data(contentsOf: fixtures.appending(path: "explanations.json"))
    return try JSONValue(parsing: file).decoded(as: [Case].self).flatMap { expected in
      let folder = try TemporaryFolder(copying: expected.folder)
      if let activation = expected.activation { try folder.configure(["hidden_act": .string(activation)]) }
      let batch = try Reference.load(folder: expected.folder).batch
      let model = try SequenceClassifier(folder: folder.path)
      let reference = model.explanationReference(start: batch.ids[0], end: batch.ids[batch.ids.count - 1], in: .test)
      return [
        Example(model: model, batch: batch, reference: nil, texts: expected.texts, attention: expected.attention),
        Example(model: model, batch: batch, reference: reference, texts: expected.mean, attention: []),
      ]
    }
  }

  @Test func tokenScoresEqualGradientTimesEmbeddingOfAFrozenPassInPyTorch() throws {
    for example in try Self.cases() {
      func attributions(_ part: Propagation.EmbeddingPart) throws -> [Attribution] {
        try example.model.forwardExplaining(example.batch, .allLayers(part), reference: example.reference, in: .test)
          .attributions
      }
      for (expected, (word, whole)) in zip(example.texts, zip(try attributions(.word), try attributions(.whole))) {
        check(word.scores, expected.word)
        check(whole.scores, expected.whole)
      }
    }
  }

  /// Gradient · context of [CLS], which PyTorch splits by a gradient with respect to the values.
  @Test func attentionScoresSplitGradientTimesContextAsInPyTorch() throws {
    for example in try Self.cases() {
      for (layers, expected) in zip(1..., example.attention) {
        let (logits, _, attributions) = try example.model.forwardExplaining(
          example.batch, .lastLayers(layers), in: .test)
        #expect(try logits.elements == example.model.forward(example.batch, in: .test).elements)
        for (attribution, expected) in zip(attributions, expected) {
          check(attribution.scores, expected.scores)
          let sum = attribution.scores.reduce(0, +)
          #expect(abs(sum - expected.product) <= 1e-4 * (1 + abs(expected.product)))
        }
      }
    }
  }

  @Test func layerCountsBeyondTheModelMeanAllLayers() throws {
    let (model, texts) = (try tinyModel(.bert), try Reference.load(.bert).texts)
    let all = try model.forwardExplaining(Batch(texts), .lastLayers(model.layers.count), in: .test).attributions
    #expect(try model.forwardExplaining(Batch(texts), .lastLayers(99), in: .test).attributions == all)
    #expect(
      try model.forwardExplaining(Batch(texts), .lastLayers(0), in: .test).attributions
        == model.forwardExplaining(Batch(texts), .lastLayers(1), in: .test).attributions)
  }

  @Test func scoresAndTheShareOfBiasesAddUpToTheDifferenceOfLogits() throws {
    for example in try Self.cases() {
      let (logits, _, attributions) = try example.model.forwardExplaining(
        example.batch, .allLayers(.whole), reference: example.reference, in: .test)
      #expect(try logits.elements == example.model.forward(example.batch, in: .test).elements)
      for (expected, attribution) in zip(example.texts, attributions) {
        #expect(abs(attribution.contrast - expected.contrast) < 1e-4 * (1 + abs(expected.contrast)))
        let sum = attribution.scores.reduce(0, +) + expected.biases
        #expect(abs(sum - attribution.contrast) < 1e-3 * (1 + abs(attribution.contrast)))
        #expect(abs(attribution.rest - expected.biases) < 1e-3 * (1 + abs(expected.biases)))
      }
    }
  }

  @Test(arguments: modelFolders)
  func scoresDoNotDependOnOtherTexts(folder: String) throws {
    let (model, texts) = (try tinyModel(folder: folder), try Reference.load(folder: folder).texts)
    for method in [Propagation.lastLayers(1), .lastLayers(2), .allLayers(.word), .allLayers(.wordLessPadding)] {
      let together = try model.forwardExplaining(Batch(texts), method, in: .test).attributions
      for (text, attribution) in zip(texts, together) {
        let alone = try model.forwardExplaining(Batch([text]), method, in: .test).attributions[0]
        check(attribution.scores, alone.scores)
      }
    }
  }

  private func check(_ actual: [Float], _ expected: [Float], sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(actual.count == expected.count, sourceLocation: sourceLocation)
    let scale = expected.reduce(1) { max($0, abs($1)) }
    for (actual, expected) in zip(actual, expected) {
      #expect(abs(actual - expected) <= 1e-5 * scale, sourceLocation: sourceLocation)
    }
  }
}

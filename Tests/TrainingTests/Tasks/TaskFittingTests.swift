import BERT
import Foundation
@testable import SentimentAnalysis
import Tensors
import TestSupport
import Testing

@testable import Training

/// What a head fits on validation texts.
struct TaskFittingTests {
  private static let labels = ["O", "B-negative", "I-negative", "B-positive", "I-positive"]

  private func head() throws -> TaskHead {
    TaskHead(fresh: "aspects", .spans, labels: Self.labels, for: try Configuration(folder: TinyModel.bert), seed: 1)
  }

  /// A text of words of one letter, with a span for each tag that begins one.
  private func text(_ tags: [String]) -> TaskData.Text {
    let words = tags.indices.map { TaggedWord(range: $0 * 2..<$0 * 2 + 1, token: $0) }
    let spans = zip(tags, words).filter { $0.0.hasPrefix("B-") }.map {
      LabelledSpan(range: $1.range, label: String($0.dropFirst(2)))
    }
    return TaskData.Text(
      text: String(repeating: "a ", count: tags.count),
      example: Trainer.Example(
        ids: [1, 2], words: Array(1...tags.count), .tags(tags.map { Self.labels.firstIndex(of: $0) })),
      words: words, spans: spans)
  }

  private func rows(_ tags: [String], logit: Float) -> [[Float]] {
    tags.map { tag in Self.labels.map { $0 == tag ? tag == "O" ? 1 : logit : 0 } }
  }

  @Test func movesTheBiasOfOToTheBestF1() throws {
    var head = try head()
    // The model gives each span a little less than it gives O.
    let tags = [["B-positive", "O", "B-negative"], ["O", "B-positive", "O"]]
    let texts = (0..<80).map { text(tags[$0 % 2]) }
    let outputs = (0..<80).map { index in
      rows(tags[index % 2], logit: 1.5).map { row in row[0] == 0 ? [1.95] + row.dropFirst() : row }
    }
    let before = head.classifier.bias[0, 0]
    let shifted = head.fit(outputs, texts)
    // −0.5 is the smallest shift that finds all spans.
    #expect(abs(head.classifier.bias[0, 0] - before + 0.5) < 1e-6)
    #expect(abs(shifted[0][0][0] - 1.45) < 1e-5 && shifted[0][0][3] == 1.5)
  }

  @Test func keepsTheBiasIfThereAreFewSpans() throws {
    var head = try head()
    let before = head.classifier.bias.elements
    let outputs = [rows(["B-positive"], logit: 0.5)]
    #expect(head.fit(outputs, [text(["B-positive"])]) == outputs)
    #expect(head.classifier.bias.elements == before)
  }

  @Test func fitsTheThresholdOfMixedTexts() throws {
    var head = try head()
    let sure = ["B-positive", "B-negative"]
    // Texts of one polarity, in which the model believes a little in a second one.
    let texts = (0..<20).map { text($0 < 10 ? sure : ["B-positive", "O"]) }
    let outputs = (0..<20).map { rows(sure, logit: $0 < 10 ? 6 : 2) }
    _ = head.fit(outputs, texts)
    // In the middle between the probabilities of the logits 6 and 2 beside four zeros.
    let probabilities: [Double] = [exp(6.0) / (exp(6.0) + 4), exp(2.0) / (exp(2.0) + 4)]
    let expected = (probabilities[0] + probabilities[1]) / 2
    let found = try #require(head.mixedAbove)
    #expect(abs(found - expected) < 1e-6)
    // Without mixed texts there is nothing to choose by.
    _ = head.fit(Array(outputs.suffix(10)), Array(texts.suffix(10)))
    #expect(head.mixedAbove == nil)
  }
}

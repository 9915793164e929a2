import BERT
import Foundation
import Tensors
import TestSupport
import Testing

@testable import SentimentAnalysis

/// All methods of explanation, on unusual texts, with the built-in model and others.
struct ExplanationTests {
  private static let model = Result { try SentimentModel(named: nil, kernels: .tested) }
  private static let texts = [
    "", "dull", "ѫѫѫ ѫѫ", "😡😡😡", "!!!", " \n\t", "x", String(repeating: "A dull film. ", count: 300),
    "Friendly staff, but the room was dirty and the bed broke.",
  ]

  @Test(arguments: ExplanationMethod.allCases)
  func weightsAreFiniteAndSumToOne(method: ExplanationMethod) throws {
    // Integrated gradients need a hundred passes of each text.
    let texts = method == .integratedGradients ? Self.texts.filter { $0.count < 100 } : Self.texts
    for (text, result) in zip(texts, try Self.model.get().classify(texts, .init(method: method))) {
      let sum = result.words.reduce(0) { $0 + abs($1.weight) }
      #expect(sum.isFinite && (sum == 0 || abs(sum - 1) < 1e-6), "\(text.prefix(20))")
      #expect(result.words.allSatisfy { $0.score.isFinite } && result.rest?.isFinite != false)
      #expect(result.keyTokens.map { abs($0.weight) } == result.keyTokens.map { abs($0.weight) }.sorted(by: >))
      #expect(result.words.map(\.range.lowerBound) == result.words.map(\.range.lowerBound).sorted())
      if let unread = result.unread { #expect(result.words.allSatisfy { !unread.overlaps($0.range) }) }
    }
  }

  @Test(arguments: [ExplanationMethod.quick, .full])
  func scoresAndRestAddUpToTheDifferenceOfLogits(method: ExplanationMethod) throws {
    for result in try Self.model.get().classify(Self.texts, .init(method: method)) {
      let sum = result.words.reduce(try #require(result.rest)) { $0 + $1.score }
      let logits = result.logits.sorted(by: >)
      let difference = logits[0] - logits[1]
      #expect(abs(sum - difference) <= 1e-3 * (1 + difference))
    }
  }

  @Test(arguments: [ExplanationMethod.quick, .full])
  func scoresDependOnNeitherBatchNorThreads(method: ExplanationMethod) throws {
    // In other precisions, a difference in the last bit may round to another factor.
    let model = try SentimentModel(named: nil, compute: .float32, kernels: .tested)
    let together = model.classify(Self.texts, .init(method: method))
    for count in [1, 2, 3] {
      let context = PassContext(threads: count, kernels: .tested)
      for (text, result) in zip(Self.texts, together) {
        let alone = try #require(model.classify([text], .init(method: method), in: context)[0])
        #expect(alone.words.map(\.range) == result.words.map(\.range))
        let scale = result.words.reduce(1) { max($0, abs($1.score)) }
        for (first, second) in zip(alone.words, result.words) {
          #expect(abs(first.score - second.score) <= 1e-5 * scale)
        }
      }
    }
  }

  @Test func equalClassesGiveNoWeights() throws {
    let source = try ModelLocation(of: nil).folder
    let outer = try TemporaryFolder()
    let folder = outer("model")
    try FileManager.default.copyItem(atPath: source, toPath: folder)
    var classifier = try SequenceClassifier(folder: source)
    classifier.head.classifier.weight.fill(0)
    classifier.head.classifier.bias.fill(0)
    try classifier.save(folder: folder)
    let model = try SentimentModel(named: folder, kernels: .tested)
    for method in [ExplanationMethod.quick, .full, .inputGradient, .occlusion] {
      for result in model.classify(Self.texts, .init(method: method)) {
        #expect(result.words.allSatisfy { $0.weight == 0 && $0.score == 0 })
        #expect(result.scores.allSatisfy { $0.probability == result.confidence })
      }
    }
    let contrast = model.counterfactual(to: "A dull film.")
    #expect(contrast == nil)
  }

  @Test func messagesNameTheDecidingWords() throws {
    let cases = [
      (
        "This movie is an absolute masterpiece! The acting was brilliant and the plot kept me hooked. Highly recommend!",
        "positive", ["masterpiece", "brilliant", "Highly recommend"]
      ),
      (
        "A boring plot, terrible acting and an awful ending.", "negative", ["boring", "terrible", "awful"]
      ),
      (
        "While the pictures were stunning, the weak story and poor acting ruined the experience.", "negative",
        ["ruined", "poor"]
      ),
    ]
    for (text, label, expected) in cases {
      let result = try #require(try Self.model.get().classify([text], .init(method: .full)).first)
      #expect(result.label == label)
      let message = Verdict(result, of: text).message(text)
      for word in expected { #expect(message.contains(word), "\(word) in \(message)") }
    }
  }
}

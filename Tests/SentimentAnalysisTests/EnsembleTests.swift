import BERT
import Files
import Foundation
import Reviews
import Tensors
import TestSupport
import Testing

@testable import SentimentAnalysis

/// Models that classify together, on copies of a tiny model with random weights.
struct EnsembleTests {
  private static let texts = ["good bad", "", "the film was good , but the end was bad", "very awful food"]

  /// A copy of the tiny model with its own head, calibration and further heads.
  private static func folder(
    _ labels: [String], seed: UInt64, temperature: Double = 1, uncertainBelow: Double = 0, heads: [String] = []
  ) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for name in try Folder.names(in: FilePath(TinyModel.bert)) {
      try folder.write(Data(contentsOf: URL(filePath: "\(TinyModel.bert)/\(name)")), to: name.string)
    }
    var model = try SequenceClassifier(folder: folder.path)
    var random = NormalDistribution(seed: seed)
    let (width, words) = (model.configuration.hiddenSize, model.embeddings.word.rows)
    model.configuration.labels = labels
    model.head.classifier = Linear(
      weight: random.matrix(rows: labels.count, columns: width, deviation: 1),
      bias: Matrix(rows: 1, columns: labels.count)
    )
    model.embeddings.word.add(random.matrix(rows: words, columns: width, deviation: 0.5))
    for (index, name) in heads.enumerated() {
      model.setTaskHead(
        TaskHead(
          fresh: name, .exclusive, labels: ["a", "b"], for: model.configuration, seed: seed + UInt64(index)),
        at: model.taskHeads.count)
    }
    try model.save(folder: folder.path)
    try ModelSettings.update(inFolder: folder.path) {
      $0.calibration = Calibration(temperature: temperature, uncertainBelow: uncertainBelow)
    }
    return folder
  }

  private static func load(_ folders: TemporaryFolder...) throws -> SentimentModel {
    try SentimentModel(named: folders.map(\.path), kernels: .tested)
  }

  @Test func oneModelIsAsWithoutAnEnsemble() throws {
    let folder = try Self.folder(["negative", "positive"], seed: 1, temperature: 2, heads: ["x"])
    let (alone, one) = (try SentimentModel(named: folder.path, kernels: .tested), try Self.load(folder))
    #expect(one.members.isEmpty && one.name == alone.name && one.calibration == alone.calibration)
    #expect(one.classify(Self.texts, .findings) == alone.classify(Self.texts, .findings))
  }

  /// By name in any case and order, or by polarity.
  @Test(arguments: [["negative", "positive"], ["Positive", "NEGATIVE"], ["1 star", "2 stars"], ["好评", "差评"]])
  func probabilitiesAreTheMean(labels: [String]) throws {
    let (first, second) = (
      try Self.folder(["negative", "positive"], seed: 1, temperature: 2, uncertainBelow: 0.6),
      try Self.folder(labels, seed: 2, temperature: 0.5, uncertainBelow: 0.8)
    )
    let (together, models) = (try Self.load(first, second), [try Self.load(first), try Self.load(second)])
    #expect(together.labels == ["negative", "positive"] && together.folders == [first.path, second.path])
    #expect(together.name == "\(models[0].name) + \(models[1].name)")
    let places = Polarity.ofLabels(labels)
    let negative = try #require(places.firstIndex(of: .negative))
    let (found, parts) = (together.classify(Self.texts), models.map { $0.classify(Self.texts) })
    #expect(found.count == Self.texts.count)
    for (index, result) in found.enumerated() {
      let expected = (parts[0][index].scores[0].probability + parts[1][index].scores[negative].probability) / 2
      #expect(abs(result.scores[0].probability - expected) < 1e-6)
      #expect(abs(result.scores[0].probability + result.scores[1].probability - 1) < 1e-9)
      #expect(result.label == (expected > 0.5 ? "negative" : "positive"))
      #expect(abs(result.uncertainBelow - 0.7) < 1e-9 && result.words.isEmpty)
    }
  }

  @Test(arguments: [
    (["x", "y"], "the labels negative, positive and x, y do not match"),
    (
      ["negative", "neutral", "positive"], "the labels negative, positive and negative, neutral, positive do not match"
    ),
    (["negative", "other"], "the labels negative, positive and negative, other do not match"),
  ])
  func labelsThatDoNotMatchAreAnError(labels: [String], complaint: String) throws {
    let (first, second) = (try Self.folder(["negative", "positive"], seed: 1), try Self.folder(labels, seed: 2))
    expect("\(first.path) and \(second.path) cannot classify together: \(complaint)") {
      _ = try Self.load(first, second)
    }
  }

  @Test func anotherProblemIsAnError() throws {
    expect("the problem type of one is single_label_classification, of the other regression") {
      _ = try SentimentModel(named: [TinyModel.bert, TinyModel.roberta], kernels: .tested)
    }
  }

  /// Of texts that the models label differently, too: each explains the common label.
  @Test(arguments: [ExplanationMethod.quick, .full, .occlusion])
  func weightsOfWordsAreTheMean(method: ExplanationMethod) throws {
    let model = try Self.load(
      try Self.folder(["negative", "neutral", "positive"], seed: 1),
      try Self.folder(["positive", "negative", "neutral"], seed: 2),
      try Self.folder(["neutral", "negative", "positive"], seed: 3))
    for (text, result) in zip(Self.texts, model.classify(Self.texts, .init(method: method))) {
      var sums = result.words.map { _ in Float(0) }
      for member in model.members {
        let contrast = member.contrast(Contrast(result.logits, model.problem))
        let alone = member.model
        let found = try alone.wordScores(
          [(text, alone.encoder.encode(text))], by: method, of: [contrast], heads: [], .test)
        let scores = try #require(found.first)
        #expect(scores.words.map(\.range) == result.words.map(\.range))
        let total: Float = method == .occlusion ? 1 : scores.scores.reduce(0) { $0 + abs($1) }
        for (index, score) in scores.raw.enumerated() { sums[index] += score / max(total, .leastNormalMagnitude) / 3 }
      }
      #expect(zip(result.words, sums).allSatisfy { abs($0.score - $1) < 1e-4 }, "\(text)")
      let total = result.words.reduce(0) { $0 + abs($1.weight) }
      #expect(result.words.isEmpty || abs(total - 1) < 1e-6)
      #expect(result.keyTokens.isEmpty == result.words.isEmpty && result.rest == nil)
    }
  }

  @Test func wordsOfOtherTokenizersCountByTheirBytes() {
    func words(_ parts: [(Range<Int>, Float)]) -> [Classification.KeyToken] {
      parts.map { .init(text: "", range: $0, weight: 0, score: $1) }
    }
    let mean = WordScores(
      meanOf: [
        words([(0..<6, 1), (6..<9, 2), (9..<12, 3)]), words([(0..<3, 1), (3..<6, 1), (6..<12, 4), (12..<15, 5)]),
      ], of: "房间很脏乱", by: .occlusion)
    #expect(mean.words.map(\.range) == [0..<6, 6..<9, 9..<12, 12..<15])
    #expect(mean.raw == [1.5, 2, 2.5, 2.5])
    let none = WordScores(meanOf: [[], []], of: "", by: .full)
    #expect(none.words.isEmpty && none.raw.isEmpty)
  }

  @Test func eachHeadIsAnsweredByTheFirstModelThatHasIt() throws {
    let (first, second) = (
      try Self.folder(["negative", "positive"], seed: 1, heads: ["x"]),
      try Self.folder(["negative", "positive"], seed: 5, heads: ["x", "y"])
    )
    let (together, models) = (try Self.load(first, second), [try Self.load(first), try Self.load(second)])
    #expect(together.taskHeads.map(\.name) == ["x", "y"])
    #expect(together.member(answering: "y").folder == second.path)
    let parts = models.map { $0.classify(Self.texts, .findings) }
    for (index, result) in together.classify(Self.texts, .findings).enumerated() {
      #expect(result.heads.map(\.name) == ["x", "y"])
      #expect(result.heads == [parts[0][index].heads[0], parts[1][index].heads[1]])
    }
    var options = SentimentModel.Options()
    options.heads = .named(["y"])
    #expect(together.classify(Self.texts, options).allSatisfy { $0.heads.map(\.name) == ["y"] })
  }

  @Test func methodsWithoutALabelOfTheirOwnGiveNoWords() throws {
    let model = try Self.load(
      try Self.folder(["negative", "positive"], seed: 1), try Self.folder(["negative", "positive"], seed: 2))
    for method in ExplanationMethod.allCases where !method.supportsEnsembles {
      #expect(model.classify(Self.texts, .init(method: method)).allSatisfy { $0.words.isEmpty }, "\(method)")
    }
    #expect(model.counterfactual(to: "good bad") == nil)
  }

  @Test func cancelledWorkHasNoResults() throws {
    let model = try Self.load(
      try Self.folder(["negative", "positive"], seed: 1), try Self.folder(["negative", "positive"], seed: 2))
    let cancellation = Cancellation()
    cancellation.cancel()
    let context = PassContext(kernels: .tested, cancellation: cancellation)
    #expect(model.classify(["good bad"], .findings, in: context).map { $0 == nil } == [true])
  }
}

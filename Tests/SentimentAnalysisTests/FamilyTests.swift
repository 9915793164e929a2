import BERT
import Foundation
import JSON
import Reviews
import Tensors
import TestSupport
import Testing

@testable import SentimentAnalysis

/// Tiny folders of every family and layout from Tests/Reference/make_family_folders.py, on difficult texts: compares tokens and
/// logits with transformers.
struct FamilyTests {
  private static let fixtures = Bundle.module.bundleURL.appending(path: "Fixtures")

  private struct Row: Decodable {
    var ids: [Int]
    var offsets: [Int]
    var logits: [Float]
  }

  @Test(arguments: [
    ("bert-vocabulary-file-gamma", Problem.singleLabel, [Polarity.negative, .positive]),
    ("bert-stars-sharded", .singleLabel, [.negative, .negative, .neutral, .positive, .positive]),
    ("bert-unigram-without-prefix", .singleLabel, [.negative, .neutral, .positive]),
    ("distilbert-half", .singleLabel, [.unknown, .unknown]),
    ("distilbert-emotions-sharded", .multiLabel, [.negative, .positive, .unknown]),
    ("roberta-merges-brain-float", .singleLabel, [.negative, .neutral, .positive]),
    ("roberta-rating-double", .regression, [.unknown]),
    ("xlm-roberta", .singleLabel, [.negative, .neutral, .positive]),
    ("xlm-roberta-tanh-without-prefix", .singleLabel, [.negative, .positive]),
    ("camembert-without-prefix", .singleLabel, [.negative, .positive]),
    ("electra-projected", .singleLabel, [.negative, .neutral, .positive]),
    ("modernbert-local", .singleLabel, [.negative, .positive]),
    ("modernbert-mean-without-prefix", .singleLabel, [.negative, .negative, .neutral, .positive, .positive]),
    ("mpnet", .singleLabel, [.negative, .negative, .neutral, .positive, .positive]),
  ])
  func everyFolderMatchesTransformers(name: String, problem: Problem, polarities: [Polarity]) throws {
    let folder = Self.fixtures.appending(path: name)
    let texts = try read("texts.json", as: [String].self)
    let expected = try read("\(name)/expected.json", as: [Row].self)
    let model = try SentimentModel(named: folder.path, kernels: .tested)
    #expect(model.warnings.isEmpty)
    #expect(model.problem == problem)
    #expect(Polarity.ofLabels(model.labels) == polarities)
    for method in ExplanationMethod.allCases where method != .integratedGradients {
      let explained = model.classify(texts, .init(method: method))
      #expect(explained.allSatisfy { $0.words.allSatisfy { $0.weight.isFinite && $0.score.isFinite } }, "\(method)")
    }
    let results = model.classify(texts, .init(explain: true))
    #expect(results.count == expected.count)
    for (text, (result, row)) in zip(texts, zip(results, expected)) {
      let details = result.json(text: text, explain: false, details: true)
      #expect(result.pieces.map(\.id) == row.ids, "\(text.debugDescription.prefix(60))")
      #expect(
        details["tokenOffsets"]?.arrayValue?.flatMap { $0.arrayValue?.compactMap(\.intValue) ?? [] } == row.offsets,
        "\(text.debugDescription.prefix(60))")
      let difference = zip(result.logits, row.logits).map { abs($0 - $1) }.max() ?? .infinity
      #expect(difference <= 1e-4 && result.logits.count == row.logits.count, "\(text.debugDescription.prefix(60))")
      #expect(result.keyTokens.allSatisfy { $0.weight.isFinite })
    }
  }

  @Test func rejectsAModelWhoseLogitsOverflow() throws {
    let source = Self.fixtures.appending(path: "roberta-rating-double")
    let outer = try TemporaryFolder()
    let folder = outer("model")
    try FileManager.default.copyItem(atPath: source.path, toPath: folder)
    var classifier = try SequenceClassifier(folder: source.path)
    classifier.embeddings.norm.scale.fill(3e38)
    try classifier.save(folder: folder)
    let error = #expect(throws: ModelError.self) { try SentimentModel(named: folder) }
    #expect(error?.description.hasPrefix("\(folder): the logits of an empty text are not finite") == true)
  }

  private func read<Value: Decodable>(_ file: String, as type: Value.Type) throws -> Value {
    try JSONValue(parsing: Data(contentsOf: Self.fixtures.appending(path: file))).decoded(as: type)
  }
}

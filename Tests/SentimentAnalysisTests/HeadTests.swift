import BERT
import Files
import Foundation
import JSON
import Reviews
import Tensors
import TestSupport
import Testing
import Tokenizers

@testable import SentimentAnalysis

/// Answers of further heads, on a copy of a tiny model.
struct HeadTests {
  /// A copy of the tiny model with three further heads. The spans head finds "good" and "bad": its rows are those words' own
  /// hidden states.
  private static func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for name in try Folder.names(in: FilePath(TinyModel.bert)) {
      try folder.write(Data(contentsOf: URL(filePath: "\(TinyModel.bert)/\(name)")), to: name.string)
    }
    var model = try SequenceClassifier(folder: folder.path)
    for (kind, labels) in [
      (TaskHead.Kind.spans, ["O", "B-negative", "I-negative", "B-positive", "I-positive"]),
      (.independent, ["anger", "joy"]), (.exclusive, ["food", "price", "place"]), (.number, ["stars"]),
    ] {
      model.setTaskHead(
        TaskHead(
          fresh: kind.rawValue, kind, labels: labels, for: model.configuration, seed: UInt64(labels.count)),
        at: model.taskHeads.count)
    }
    try model.saveTaskHeads(Set(model.taskHeads.indices), folder: folder.path)
    return folder
  }

  @Test func labelsAndHeadsComeFromOnePass() throws {
    let folder = try Self.folder()
    let model = try SentimentModel(named: folder.path, kernels: .tested)
    let plain = try SentimentModel(named: TinyModel.bert, kernels: .tested)
    let texts = ["good bad", "", "the film was good , but the end was bad"]
    var options = SentimentModel.Options(explain: true)
    options.heads = .all
    let (found, alone) = (model.classify(texts, options), plain.classify(texts, .init(explain: true)))
    #expect(found.map(\.logits) == alone.map(\.logits))
    let names = ["exclusive", "independent", "number", "spans"]
    #expect(found.allSatisfy { $0.heads.map(\.name) == names })
    #expect(model.classify(texts).allSatisfy { $0.heads.isEmpty })
    options.heads = .named(["number"])
    #expect(model.classify(texts, options).allSatisfy { $0.heads.map(\.name) == ["number"] })
    #expect(HeadSelection.named(["number", "x"]).unknownName(in: model.taskHeads)?.contains("no head \"x\"") == true)
    #expect(
      HeadSelection.named(["x"]).unknownName(in: plain.taskHeads) == "no head \"x\": the model has no further heads")
  }

  @Test func answersAreJSON() throws {
    let folder = try Self.folder()
    let model = try SentimentModel(named: folder.path, kernels: .tested)
    var options = SentimentModel.Options()
    options.heads = .all
    let text = "🎬 good bad"
    let json = try #require(model.classify([text], options).first).json(text: text, explain: false, details: false)
    let heads = try #require(json["heads"])
    let labels = try #require(heads["exclusive"]?.objectValue)
    #expect(labels.keys == ["food", "price", "place"])
    #expect(abs(labels.reduce(0) { $0 + ($1.value.doubleValue ?? 0) } - 1) < 1e-9)
    #expect(heads["independent"]?["joy"]?.doubleValue.map { (0...1).contains($0) } == true)
    #expect(heads["number"]?.doubleValue != nil && heads["spans"]?.arrayValue != nil)
  }

  @Test func theFittedThresholdIsOneHalf() throws {
    let configuration = try Configuration(folder: TinyModel.bert)
    var head = TaskHead(fresh: "x", .independent, labels: ["a", "b"], for: configuration, seed: 1)
    head.thresholds = [0.2, 0.5]
    let logit = Float(log(0.2 / 0.8))
    let answer = HeadAnswer(head, [[logit, 0]], [], in: "")
    guard case .independentLabels(let scores) = answer.outcome else { return #expect(Bool(false)) }
    #expect(abs(scores[0].probability - 0.5) < 1e-6 && abs(scores[1].probability - 0.5) < 1e-6)
  }

  @Test(
    arguments: [
      // Tags of words, each so sure that rounding does not matter; ranges of words with their types.
      (["O", "B-positive", "I-positive", "O"], ["1-2 positive"]), (["I-negative", "O"], ["0-0 negative"]),
      (["B-negative", "B-positive"], ["0-0 negative", "1-1 positive"]), (["O", "O"], []), ([], []),
      (["B-negative", "O", "I-negative"], ["0-0 negative", "2-2 negative"]),
      // One type for a whole span: that of most words.
      (["B-positive", "I-negative", "I-positive"], ["0-2 positive"]),
    ] as [([String], [String])])
  func tagsBecomeSpans(tags: [String], expected: [String]) throws {
    let labels = ["O", "B-negative", "I-negative", "B-positive", "I-positive"]
    let head = TaskHead(
      fresh: "aspects", .spans, labels: labels, for: try Configuration(folder: TinyModel.bert), seed: 1)
    let rows = tags.map { tag in labels.map { $0 == tag ? Float(8) : 0 } }
    let words = tags.indices.map { TaggedWord(range: $0 * 2..<$0 * 2 + 1, token: $0) }
    let text = String(repeating: "a ", count: tags.count)
    let spans = SpanDecoder(head).spans(rows, words, in: text)
    #expect(spans.map { "\($0.range.lowerBound / 2)-\(($0.range.upperBound - 1) / 2) \($0.label)" } == expected)
    #expect(spans.allSatisfy { $0.polarity.rawValue == $0.label && $0.confidence > 0.5 })
  }

  @Test(
    arguments: [
      ("The chef's fish-and-chips!", ["The", "chef", "'", "s", "fish", "-", "and", "-", "chips", "!"]),
      ("naïve café", ["naïve", "café"]), ("", []), ("   ", []),
    ] as [(String, [String])])
  func wordsAreLettersInARowOrMarks(text: String, expected: [String]) throws {
    let model = try SentimentModel(named: nil, kernels: .tested)
    let words = TaggedWord.find(in: text, model.encoder.encode(text).tokens)
    let bytes = Array(text.utf8)
    #expect(words.map { String(decoding: bytes[$0.range], as: UTF8.self) } == expected)
  }

  /// The vocabulary decides how ideographs and emoji are grouped; together the words are the text.
  @Test(arguments: ["房间很脏。", "👍🏽 ok", "价格5€，不贵"])
  func wordsCoverAText(text: String) throws {
    let model = try SentimentModel(named: nil, kernels: .tested)
    let words = TaggedWord.find(in: text, model.encoder.encode(text).tokens)
    let bytes = Array(text.utf8)
    #expect(words.map { String(decoding: bytes[$0.range], as: UTF8.self) }.joined() == text.filter { !$0.isWhitespace })
    #expect(zip(words, words.dropFirst()).allSatisfy { $0.range.upperBound <= $1.range.lowerBound })
  }

  @Test(arguments: [ExplanationMethod.quick, .full])
  func explanationsOfHeadsAddUpToTheirLogit(method: ExplanationMethod) throws {
    let folder = try Self.folder()
    let model = try SentimentModel(named: folder.path, kernels: .tested)
    var options = SentimentModel.Options(method: method)
    options.heads = .all
    let text = "the film was good , but the end was bad"
    for output in [
      HeadOutput(head: "independent", output: "joy"), .init(head: "exclusive"), .init(head: "number"),
      .init(head: "spans"),
    ] {
      options.explainedOutput = output
      let result = try #require(model.classify([text], options).first)
      let answer = try #require(result.heads.first { $0.name == output.head })
      if case .spans(let spans) = answer.outcome {
        #expect(answer.explanations.map(\.span) == spans.map(\.range))
      } else {
        #expect(
          answer.explanations.count == 1
            && answer.explanations[0].output == output.output ?? answer.explanations[0].output)
      }
      for explanation in answer.explanations {
        let sum = explanation.words.reduce(try #require(explanation.rest)) { $0 + $1.score }
        #expect(explanation.words.count == 10 && sum.isFinite)
        // A number is its own logit, which the scores and the rest add up to.
        if case .values(let values) = answer.outcome { #expect(abs(Double(sum) - values[0].probability) < 1e-4) }
      }
      let others = result.heads.filter { $0.name != output.head }
      #expect(others.allSatisfy { $0.explanations.isEmpty })
    }
  }

  /// A cloned model must not make the program read files outside of its folder.
  @Test(arguments: ["heads", "heads/number", "heads/number/config.json", "heads/number/model.safetensors"])
  func linksOutOfTheFolderOfHeadsAreRejected(path: String) throws {
    let (folder, other) = (try Self.folder(), try Self.folder())
    try FileManager.default.removeItem(atPath: "\(folder.path)/\(path)")
    try FileManager.default.createSymbolicLink(
      atPath: "\(folder.path)/\(path)", withDestinationPath: "\(other.path)/\(path)")
    let error = #expect(throws: ModelError.self) { try SentimentModel(named: folder.path) }
    #expect(error?.description.contains("\(path): is a link that leads out of the model's folder") == true)
  }

  @Test func aModelWithSpansAloneHasNoLabel() throws {
    let folder = try TemporaryFolder()
    for name in try Folder.names(in: FilePath(TinyModel.bert)) {
      try folder.write(Data(contentsOf: URL(filePath: "\(TinyModel.bert)/\(name)")), to: name.string)
    }
    var configuration = try Configuration(folder: folder.path).json(dtype: "float32").objectValue ?? [:]
    configuration["architectures"] = ["BertForTokenClassification"]
    configuration["id2label"] = ["0": "O", "1": "B-positive"]
    try folder.write(JSONValue.object(configuration).serialized().utf8, to: "config.json")
    let error = #expect(throws: ModelError.self) { try SentimentModel(named: folder.path) }
    #expect(error?.description.contains("finds spans, and none that labels whole texts") == true)
    let model = try SentimentModel(named: folder.path, kernels: .tested, mayLackLabels: true)
    var options = SentimentModel.Options(explain: true)
    options.heads = .all
    let result = try #require(model.classify(["good bad"], options).first)
    #expect(result.label.isEmpty && result.heads.map(\.name) == ["spans"])
    let json = result.json(text: "good bad", explain: true, details: true)
    #expect(json["label"] == nil && json["heads"]?["spans"]?.arrayValue != nil)
  }
}

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
    let answer = HeadAnswer(head, SpanDecoder(head), [[logit, 0]], [], in: "")
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

  /// Aspects of both polarities make a text mixed if each is as sure as the head requires.
  @Test(
    arguments: [
      ("mixed", ["B-positive", "O", "B-negative"], nil, true),
      ("too unsure", ["B-positive", "O", "B-negative"], 0.999_9, false),
      ("one polarity", ["B-positive", "O", "B-positive"], nil, false), ("none", ["O", "O", "O"], 0.0, false),
    ] as [(String, [String], Double?, Bool)])
  func aspectsOfBothPolaritiesAreMixed(name: String, tags: [String], above: Double?, expected: Bool) throws {
    let labels = ["O", "B-negative", "I-negative", "B-positive", "I-positive"]
    var head = TaskHead(
      fresh: "aspects", .spans, labels: labels, for: try Configuration(folder: TinyModel.bert), seed: 1)
    head.mixedAbove = above
    let rows = tags.map { tag in labels.map { $0 == tag ? Float(8) : 0 } }
    let words = tags.indices.map { TaggedWord(range: $0 * 2..<$0 * 2 + 1, token: $0) }
    let answer = HeadAnswer(head, SpanDecoder(head), rows, words, in: String(repeating: "a ", count: tags.count))
    #expect(answer.isMixed == expected && answer.findsAspects, "\(name)")
  }

  @Test(arguments: [
    (["O", "B-pos", "I-pos", "B-NEG"], true), (["O", "B-joy", "B-anger"], false), (["O", "B-positive"], false),
    (["O", "负面", "正面"], true),
  ])
  func spansOfBothPolaritiesAreAspects(labels: [String], expected: Bool) throws {
    let configuration = try Configuration(folder: TinyModel.bert)
    let spans = TaskHead(fresh: "x", .spans, labels: labels, for: configuration, seed: 1)
    #expect(SpanDecoder(spans).findsAspects == expected)
    #expect(!SpanDecoder(TaskHead(fresh: "x", .exclusive, labels: labels, for: configuration, seed: 1)).findsAspects)
  }

  @Test func traitsAreLabelsThatApplyTheLikeliestFirst() {
    func answer(_ outcome: HeadAnswer.Outcome) -> String? { HeadAnswer(name: "x", outcome: outcome).trait }
    let scores = [("joy", 0.5), ("anger", 0.9), ("fear", 0.49)].map {
      Classification.Score(label: $0, probability: $1)
    }
    #expect(answer(.independentLabels(scores)) == "x: anger, joy" && answer(.label(scores)) == "x: anger")
    #expect(answer(.independentLabels(Array(scores.suffix(1)))) == nil && answer(.spans([])) == nil)
    #expect(answer(.values([.init(label: "stars", probability: 4.217)])) == "x: 4.22")
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
        // An adjective beside its aspect is no part of a phrase with it.
        for (explanation, span) in zip(answer.explanations, spans) {
          #expect(explanation.deciding.allSatisfy { $0.weight > 0 && !$0.range.overlaps(span.range) })
          let supports = explanation.words.contains { $0.score > 0 && !$0.range.overlaps(span.range) }
          #expect(explanation.deciding.isEmpty != supports)
        }
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

  @Test(arguments: [ExplanationMethod.quick, .full, .attention])
  func wordsOfGivenSpansHaveScores(method: ExplanationMethod) throws {
    let folder = try Self.folder()
    let model = try SentimentModel(named: folder.path, kernels: .tested)
    let index = try #require(model.taskHeads.firstIndex { $0.kind == .spans })
    let text = "the film was good , but the end was bad"
    let found = try model.wordScores(ofSpans: [4..<8, 28..<31, 900..<901], in: text, head: index, by: method)
    #expect(found.count == 3 && found[2] == nil)
    for scores in found.prefix(2).compactMap({ $0?.scores }) {
      #expect(scores.words.count == 10 && scores.raw.allSatisfy(\.isFinite) && scores.raw.contains { $0 != 0 })
      #expect(method != .attention || scores.raw.allSatisfy { $0 >= 0 })
    }
    #expect(found[0]?.scores.raw != found[1]?.scores.raw)
  }

  @Test func oneSpanIsExplainedByItsOffsetsWithoutTheLabel() throws {
    let folder = try Self.folder()
    let model = try SentimentModel(named: folder.path, kernels: .tested)
    var options = SentimentModel.Options()
    options.heads = .all
    let text = "good good good bad bad film"
    func answer() throws -> HeadAnswer {
      let result = try #require(model.classify([text], options).first)
      #expect(result.words.isEmpty && result.keyTokens.isEmpty)
      return try #require(result.heads.first { $0.name == "spans" })
    }
    guard case .spans(let spans) = try answer().outcome, let last = spans.last else { return #expect(Bool(false)) }
    options.explainedOutput = HeadOutput(head: "spans", span: last.range, method: .full)
    #expect(try answer().explanations.map(\.span) == [last.range])
    options.explainedOutput = HeadOutput(head: "spans", span: 0..<1, method: .full)
    #expect(try answer().explanations.isEmpty)
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

import Dispatch
import JSON
import JSONRPC
import SentimentAnalysis
import TestSupport
import Testing

@testable import SentimentServer

struct ExplainTests {
  @Test func explainsInFullUnlessAMethodIsNamed() throws {
    let model = TestModel()
    let client = TestClient(model)
    try client.initialize()
    let text: JSONValue = "é😀 awful waste"
    for method in [nil] + ExplanationMethod.allCases {
      var params: JSONObject = ["text": text]
      params["method"] = method.map { .string($0.rawValue) }
      let answer = try client.result("sentiment/explain", .object(params))
      let expected = method ?? .full
      #expect(
        answer.objectValue?.keys.map { $0 }
          == ["text", "label", "confidence", "scores", "method", "keyTokens", "words"])
      #expect(answer["text"] == text)
      #expect(answer["label"] == "negative")
      #expect(answer["method"] == .string(expected.rawValue))
      #expect(
        answer["words"] == [
          ["text": "é😀", "start": 0, "end": 2, "weight": 0.0], ["text": "awful", "start": 3, "end": 8, "weight": 0.5],
          ["text": "waste", "start": 9, "end": 14, "weight": 0.5],
        ])
      #expect(answer["keyTokens"]?[0]?["text"] == (expected == .full ? "waste" : "awful"))
      // The full method is requested twice and computed once.
      if method != .full { #expect(try model.methods.next() == expected) }
    }
    #expect(model.methods.next(until: .now()) == nil)
    try client.finish()
  }

  @Test func detailsAddScoresTheirRestAndTokens() throws {
    let client = TestClient(TestModel())
    try client.initialize()
    let answer = try client.result("sentiment/explain", ["text": "awful film", "method": "quick", "details": true])
    #expect(answer["keyTokens"] == [["text": "awful", "start": 0, "end": 5, "weight": 0.5, "score": 2.0]])
    #expect(answer["words"]?[1] == ["text": "film", "start": 6, "end": 10, "weight": 0.0, "score": 0.0])
    #expect(answer["rest"] == 0.25)
    #expect(answer["tokenIDs"] == [101, 7])
    #expect(answer["logits"] == [1.0, -1.0])
    try client.finish()
  }

  @Test func anEmptyTextHasNoWords() throws {
    let client = TestClient(TestModel())
    try client.initialize()
    let answer = try client.result("sentiment/explain", ["text": ""])
    #expect(answer["label"] == "positive")
    #expect(answer["words"] == [])
    #expect(answer["keyTokens"] == [])
    try client.finish()
  }

  @Test func refusesInvalidParametersByName() throws {
    let client = TestClient(TestModel())
    try client.initialize()
    func check(_ params: JSONValue, _ parts: String..., sourceLocation: SourceLocation = #_sourceLocation) throws {
      guard case .failure(let error) = try client.response(to: client.request("sentiment/explain", params)) else {
        Issue.record("answered", sourceLocation: sourceLocation)
        return
      }
      #expect(error.code == .invalidParams, sourceLocation: sourceLocation)
      for part in parts {
        #expect(error.message.contains(part), "\(error.message)", sourceLocation: sourceLocation)
      }
    }
    let names = "quick, full, attention, rollout, input-gradient, integrated-gradients, occlusion"
    try check(["text": "x", "method": "lime"], names, "\"lime\"", "sentiment/explain")
    try check(["text": "x", "method": "Full"], names)
    try check(["text": "x", "method": ""], names)
    try check(["text": "x", "method": 7], "method", "sentiment/explain")
    try check(["text": ["x"]], "text")
    try check(["texts": ["x"]], "text")
    try check(["text": "x", "details": "yes"], "details")
    try client.finish()
  }

  @Test func linesNeedNoInitialize() throws {
    let client = TestClient(TestModel(), framing: .ndjson)
    let request = client.request("sentiment/explain", ["text": "awful film"])
    client.closeInput()
    #expect(try client.response(to: request).get()["method"] == "full")
    #expect(try client.exitCode() == 0)
  }

  @Test func explainsByEveryMethod() throws {
    let client = TestClient(TestModel()) { _ in LoadedModel(try SentimentModel(named: TinyModel.bert)) }
    try client.initialize()
    let text = "A terrible waste of time."
    let label = try client.result("sentiment/classify", ["texts": [.string(text)]])["results"]?[0]?["label"]
    #expect(label?.stringValue != nil)
    for method in ExplanationMethod.allCases {
      let answer = try client.result(
        "sentiment/explain", ["text": .string(text), "method": .string(method.rawValue), "details": true])
      #expect(answer["label"] == label)
      #expect(answer["method"]?.stringValue == method.rawValue)
      #expect(answer["words"]?.arrayValue?.map { $0["text"] } == ["A", "terrible", "waste", "of", "time", "."])
      let numbers = try #require(answer["words"]?.arrayValue).flatMap { [$0["weight"], $0["score"]] }
      #expect(numbers.allSatisfy { $0?.doubleValue?.isFinite == true })
    }
    try client.finish()
  }
}

import Dispatch
import JSON
import JSONRPC
import SentimentAnalysis
import Testing

@testable import SentimentServer

struct ClassifyTests {
  @Test func classifiesTextsInOrder() throws {
    let client = TestClient(TestModel())
    try client.initialize()
    let plain = try client.result("sentiment/classify", ["texts": ["fine", "", "fine", "é😀 awful"]])
    #expect(plain["results"]?.arrayValue?.map { $0["label"] } == ["positive", "positive", "positive", "negative"])
    #expect(plain["results"]?[0]?.objectValue?.keys.map { $0 } == ["text", "label", "confidence", "scores"])
    let full = try client.result(
      "sentiment/classify", ["texts": ["é😀 awful"], "explain": true, "details": true])
    #expect(
      full["results"]?[0]?["keyTokens"] == [["text": "awful", "start": 3, "end": 8, "weight": 0.5, "score": 2.0]])
    #expect(full["results"]?[0]?["tokenIDs"] == [101, 7])
    #expect(full["results"]?[0]?["tokenOffsets"] == [[0, 0], [0, 8]])
    #expect(full["results"]?[0]?["logits"] == [1.0, -1.0])
    #expect(try client.result("sentiment/classify", ["texts": []])["results"] == [])
    try client.finish()
  }

  @Test func readsKnownTextsAgainOnlyForAnotherMethod() throws {
    let model = TestModel()
    let client = TestClient(model)
    try client.initialize()
    for (explain, method): (JSONValue, ExplanationMethod??) in [
      (false, .some(nil)), (false, .some(nil)), (true, .quick), (true, nil), (false, nil),
    ] {
      let answer = try client.result("sentiment/classify", ["texts": ["an awful film"], "explain": explain])
      #expect((answer["results"]?[0]?["keyTokens"] != nil) == (explain == true))
      #expect(model.methods.next(until: .now()) == method)
    }
    try client.finish()
  }

  /// Equal for `String`, but not the same bytes: offsets and perhaps words differ.
  @Test func distinguishesUnicodeNormalForms() throws {
    let model = TestModel()
    let client = TestClient(model)
    try client.initialize()
    let texts = ["caf\u{E9} noir", "cafe\u{301} noir"]
    let answer = try client.result(
      "sentiment/classify", ["texts": .array(texts.map(JSONValue.string)), "details": true])
    #expect(answer["results"]?.arrayValue?.map { $0["tokenOffsets"]?[1]?[1] } == [9, 10])
    try client.finish()
  }

  @Test func cancellingAnswersAtOnceAndOnce() throws {
    let model = TestModel(isPaused: true)
    let client = TestClient(model)
    try client.initialize()
    let running = client.request("sentiment/classify", ["texts": ["one film", "two films"]])
    #expect(try model.calls.next() == ["one film", "two films"])
    let waiting = client.request("sentiment/classify", ["texts": ["three films"]])
    let kept = client.request("sentiment/classify", ["texts": ["four films"]])
    for id: JSONValue in [waiting.json, running.json, running.json, 999, "never", nil] {
      client.notify("$/cancelRequest", ["id": id])
    }
    #expect(try client.errorCode(of: waiting) == -32800)
    #expect(try client.errorCode(of: running) == -32800)
    model.resume()
    #expect(try model.calls.next() == ["four films"])
    model.resume()
    #expect(try client.response(to: kept).get()["results"]?[0]?["text"] == "four films")
    try client.finish()
  }

  @Test func exitAnswersPendingRequests() throws {
    let model = TestModel(isPaused: true)
    let client = TestClient(model)
    try client.initialize()
    let request = client.request("sentiment/classify", ["texts": ["one film"]])
    client.notify("exit")
    #expect(try client.errorCode(of: request) == -32800)
    #expect(try client.exitCode() == 1)
    model.resume()
  }

  @Test func refusesAnIDInUse() throws {
    let model = TestModel(isPaused: true)
    let client = TestClient(model)
    try client.initialize()
    let first: JSONValue = [
      "jsonrpc": "2.0", "id": "x", "method": "sentiment/classify", "params": ["texts": ["a film"]],
    ]
    let second: JSONValue = ["jsonrpc": "2.0", "id": "x", "method": "sentiment/status"]
    client.send(first)
    client.send(second)
    guard case .failure(let error) = try client.answer(to: "x") else {
      Issue.record("the second request was taken")
      return
    }
    #expect(error.code == .invalidRequest)
    model.resume()
    #expect(try client.answer(to: "x").get()["results"]?[0]?["text"] == "a film")
    try client.finish()
  }
}

import Dispatch
import JSON
import JSONRPC
import Reviews
@testable import SentimentAnalysis
import Synchronization
import Tensors
import Testing

@testable import SentimentServer

/// The choice of models, and models that appear, change and disappear.
struct ModelTests {
  /// The state of the files of every model.
  private final class Files: Sendable {
    private let state = Mutex<String?>("1")
    var signature: String? { state.withLock { $0 } }
    func change(to signature: String?) { state.withLock { $0 = signature } }
  }

  private func client(
    _ files: Files, _ load: @escaping @Sendable (ModelKey, String?) throws -> LoadedModel
  ) -> TestClient {
    TestClient(
      TestModel(), loadModel: { try load($0, files.signature) },
      configure: { configuration in configuration.modelSignature = { _ in files.signature } })
  }

  /// A model that gives every text one label.
  private func model(_ name: String, _ label: String) -> LoadedModel {
    LoadedModel(name: name, compute: "float32", context: PassContext(threads: 1)) { texts, _, _ in
      texts.map { _ in
        Classification(
          label: label, outcome: .label([.init(label: label, probability: 0.9)]),
          polarity: label == "negative" ? .negative : .positive, logits: [1])
      }
    }
  }

  @Test func reloadsAModelWhoseFilesChange() throws {
    let files = Files()
    let client = client(files) { [model] _, state in model(state ?? "?", state == "1" ? "negative" : "positive") }
    try client.initialize()
    client.open("a", "Some text.")
    #expect(try client.diagnostics() == (1, ["0:0-0:10"]))
    files.change(to: "2")
    #expect(try client.diagnostics() == (1, []))
    #expect(try client.result("sentiment/status")["model"] == "2")
    try client.finish()
  }

  @Test func keepsThePreviousModelIfReloadingFails() throws {
    let files = Files()
    let client = client(files) { [model] _, state in
      guard state == "1" else { throw ModelFailure(reason: "It is broken.") }
      return model("first", "negative")
    }
    try client.initialize()
    client.open("a", "Some text.")
    #expect(try client.diagnostics() == (1, ["0:0-0:10"]))
    files.change(to: "2")
    #expect(
      try client.notification("window/showMessage")["message"]?.stringValue?.contains("the previous one stays in use")
        == true)
    let answer = try client.result("sentiment/classify", ["texts": ["x"]])
    #expect(answer["results"]?[0]?["label"] == "negative")
    try client.finish()
  }

  @Test func usesAModelThatAppearsLater() throws {
    let files = Files()
    files.change(to: nil)
    let client = client(files) { [model] _, state in
      guard state != nil else { throw ModelFailure(reason: "It is not there.") }
      return model("late", "negative")
    }
    try client.initialize()
    client.open("a", "Some text.")
    #expect(try client.diagnostics() == (1, []))
    #expect(try client.notification("window/showMessage")["type"] == 1)
    #expect(try client.errorCode("sentiment/classify", ["texts": ["x"]]) == -32803)
    files.change(to: "1")
    #expect(try client.diagnostics() == (1, ["0:0-0:10"]))
    try client.finish()
  }

  @Test func reloadModelTriesAgain() throws {
    let files = Files()
    let tries = Mutex(0)
    let client = client(files) { [model] _, _ in
      let count = tries.withLock { tries in
        tries += 1
        return tries
      }
      guard count > 2 else { throw ModelFailure(reason: "Not now.") }
      return model("third try", "negative")
    }
    try client.initialize()
    client.open("a", "Some text.")
    #expect(try client.diagnostics() == (1, []))
    #expect(try client.notification("window/showMessage")["type"] == 1)
    for isLast in [false, true] {
      #expect(try client.result("workspace/executeCommand", ["command": "sentiment.reloadModel"]) == .null)
      if !isLast { #expect(try client.notification("window/showMessage")["type"] == 1) }
    }
    #expect(try client.diagnostics() == (1, ["0:0-0:10"]))
    #expect(try client.errorCode("workspace/executeCommand", ["command": "sentiment.sing"]) == -32602)
    try client.finish()
  }

  @Test func readsEachScriptWithItsModel() throws {
    let client = client(Files()) { [model] key, _ in
      model(key.name ?? "?", key.name?.hasSuffix("chinese") == true ? "negative" : "positive")
    }
    try client.initialize([
      "capabilities": [:],
      "initializationOptions": ["debounce": 0, "models": ["zh": "/chinese", "default": "/english"]],
    ])
    client.open("a", "Some text here.\n这本书很好看，大家都喜欢。\nMore text here.\n")
    #expect(try client.diagnostics() == (1, ["1:0-1:13"]))
    let answer = try client.result("sentiment/classify", ["texts": ["Some text", "这本书很好看"]])
    #expect(answer["results"]?.arrayValue?.map { $0["label"] } == ["positive", "negative"])
    #expect(try client.result("sentiment/status")["models"] == 2)
    try client.finish()
  }

  @Test func modelsOfAListClassifyTogether() throws {
    let names = EventQueue<[String]>()
    let model = TestModel()
    let client = TestClient(model) { key in
      names.push(key.names)
      return model.loaded
    }
    try client.initialize([
      "capabilities": [:], "initializationOptions": ["debounce": 0, "model": ["org/one", "org/other"]],
    ])
    #expect(try names.next() == ["org/one", "org/other"])
    client.open("a", "An awful film.\n")
    #expect(try client.diagnostics() == (1, ["0:0-0:14"]))
    let titles = try client.codeActions(line: 0).map { $0["title"]?.stringValue }
    #expect(titles.contains("Verify by leaving words out") && !titles.contains("What would change the label?"))
    #expect(try client.result("sentiment/explain", ["text": "awful"])["label"] == "negative")
    for (method, params) in [
      ("sentiment/classify", ["texts": ["awful"], "details": true]),
      ("sentiment/explain", ["text": "awful", "details": true]),
      ("sentiment/explain", ["text": "awful", "method": "rollout"]),
    ] as [(String, JSONValue)] {
      #expect(try client.errorCode(method, params) == -32602, "\(method)")
    }
    let command: JSONValue = ["command": "sentiment.counterfactual", "arguments": ["a", "awful"]]
    #expect(try client.errorCode("workspace/executeCommand", command) == -32803)
    try client.finish()
  }
}

private struct ModelFailure: Error, CustomStringConvertible {
  var reason: String
  var description: String { reason }
}

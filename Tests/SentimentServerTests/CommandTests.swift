import Files
import Foundation
import JSON
import JSONRPC
import Reviews
import SentimentAnalysis
import Tensors
import TestSupport
import Testing

@testable import SentimentServer

/// Code actions and commands.
struct CommandTests {
  private func client(
    _ text: String, uri: String = "a", language: String = "plaintext", _ capabilities: JSONValue = Self.capabilities,
    _ settings: JSONValue = [:]
  ) throws -> TestClient {
    let client = TestClient(TestModel())
    try client.initialize(["capabilities": capabilities, "initializationOptions": settings])
    client.open(uri, text, language: language)
    _ = try client.diagnostics()
    return client
  }

  private static let capabilities: JSONValue = [
    "textDocument": ["codeAction": ["codeActionLiteralSupport": ["codeActionKind": ["valueSet": ["quickfix"]]]]]
  ]

  private func execute(_ client: TestClient, _ command: String, _ arguments: JSONValue...) throws -> JSONValue {
    try client.result(
      "workspace/executeCommand", ["command": .string("sentiment." + command), "arguments": .array(arguments)])
  }

  @Test func offersCodeActionsOnAReview() throws {
    let client = try client("A waste of time.\n\n\n\nA fine film.\n")
    #expect(
      try client.codeActions(line: 0).map { $0["title"]?.stringValue } == [
        "Ignore this review", "Mark as positive", "Verify by leaving words out", "What would change the label?",
        "Copy the explanation",
      ])
    #expect(try client.codeActions(line: 4)[1]["title"] == "Mark as negative")
    #expect(try client.codeActions(line: 2).isEmpty && client.codeActions(line: 0, only: ["source"]).isEmpty)
    #expect(try client.codeActions(line: 0, only: ["quickfix"]).count == 5)
    try client.finish()
  }

  @Test func offersToMarkAReviewAsNeutralIfTheModelHasSuchALabel() throws {
    let client = TestClient(TestModel()) { _ in
      var model = TestModel().loaded
      model.polarities.insert(.neutral)
      return model
    }
    try client.initialize(["capabilities": Self.capabilities])
    client.open("a", "A waste of time.\n")
    _ = try client.diagnostics()
    let titles = try client.codeActions(line: 0).compactMap { $0["title"]?.stringValue }
    #expect(titles.filter { $0.hasPrefix("Mark") } == ["Mark as positive", "Mark as neutral"])
    try client.finish()
  }

  @Test func sendsCommandsToClientsWithoutCodeActions() throws {
    let client = try client("A waste of time.\n", [:])
    let commands = try client.codeActions(line: 0)
    #expect(commands.count == 4 && commands.allSatisfy { $0["command"]?.stringValue != nil && $0["edit"] == nil })
    try client.finish()
  }

  @Test func storesFeedbackAndUsesTheLastOfEachText() throws {
    let folder = try TemporaryFolder()
    let uri = folder.appending(path: "a.txt").absoluteString
    let file = folder.appending(path: "my notes/f.jsonl")
    let client = try client("A waste of time.\n", uri: uri, Self.capabilities, ["feedback": .string(file.path)])
    for (index, label) in ["positive", "negative", "positive"].enumerated() {
      #expect(try execute(client, "mark", .string(uri), "A waste of \"time\".", .string(label)) == .string(file.path))
      let message = try client.notification("window/showMessage")["message"]?.stringValue
      #expect(
        message == "Marked as \(label) in \(file.path); to learn from it: sentiment train --model default --train "
          + "'\(file.path)' --output my-model")
      if index == 0 { try (Data("no JSON\n".utf8) + Data(contentsOf: file)).write(to: file) }
    }
    _ = try execute(client, "mark", .string(uri), "Another.", "negative")
    _ = try client.notification("window/showMessage")
    #expect(
      try String(contentsOf: file, encoding: .utf8) == """
        no JSON
        {"text":"A waste of \\"time\\".","label":"positive"}
        {"text":"Another.","label":"negative"}

        """)
    try client.finish()
  }

  /// Feedback waits for another program's lock, and takes long in a large file.
  @Test func servesOthersWhileFeedbackIsStored() throws {
    let folder = try TemporaryFolder()
    let uri = folder.appending(path: "a.txt").absoluteString
    let client = try client("A waste of time.\n", uri: uri)
    var lock = try LockedFile.open(FilePath(folder(".sentiment-feedback.jsonl")), patience: .zero)
    let mark = client.request(
      "workspace/executeCommand",
      ["command": "sentiment.mark", "arguments": [.string(uri), "A waste of time.", "positive"]])
    #expect(lock != nil)
    #expect(try client.response(to: client.hover(uri, line: 0, character: 2)).get() != .null)
    lock = nil
    #expect(try client.response(to: mark).get() == .string(folder(".sentiment-feedback.jsonl")))
    _ = try client.notification("window/showMessage")
    try client.finish()
  }

  @Test func refusesFeedbackThatCannotBeStored() throws {
    let client = try client("A waste of time.\n")
    // Feedback needs a folder or a file.
    for uri in ["untitled:1", "file:///proc/nowhere/a.txt"] {
      #expect(
        try client.errorCode(
          "workspace/executeCommand", ["command": "sentiment.mark", "arguments": [.string(uri), "Text.", "positive"]])
          == -32803)
    }
    try client.finish()
  }

  @Test func refusesCommandsOnDocumentsOutOfSync() throws {
    let client = try client("A waste of time.\n")
    client.notify(
      "textDocument/didChange", ["textDocument": ["uri": "a", "version": 2], "contentChanges": [["text": 1]]])
    _ = try client.notification("window/showMessage")
    _ = try client.diagnostics()
    for command in ["summary", "export", "report", "recheck"] {
      #expect(
        try client.errorCode(
          "workspace/executeCommand", ["command": .string("sentiment." + command), "arguments": ["a"]]) == -32803)
    }
    try client.finish()
  }

  @Test func servesOthersDuringACounterfactualSearchThatCanBeCancelled() throws {
    let (model, tries, ended) = (TestModel(), EventQueue<Void>(), EventQueue<Void>())
    let client = TestClient(model) { _ in
      var loaded = model.loaded
      loaded.counterfactual = { _, context in
        while !context.cancellation.isCancelled { context.turn { tries.push(()) } }
        ended.push(())
        return nil
      }
      return loaded
    }
    try client.initialize()
    let id = client.request(
      "workspace/executeCommand", ["command": "sentiment.counterfactual", "arguments": ["a", "A waste of time."]])
    try tries.next()
    #expect(try client.result("sentiment/classify", ["texts": ["fine"]])["results"]?[0]?["label"] == "positive")
    client.notify("$/cancelRequest", ["id": id.json])
    #expect(try client.errorCode(of: id) == -32800)
    try ended.next()
    try client.finish()
  }

  @Test func commandsReturnAndShowTheirResults() throws {
    let client = try client("A waste of time.\n\n\n\nA fine film.\n")
    func shown() throws -> JSONValue { try client.notification("window/showMessage")["message"] ?? .null }
    for (command, arguments, expected): (String, [JSONValue], String) in [
      ("summary", ["a"], "2 reviews: 1 negative (50%), 1 positive (50%)"),
      ("verify", ["a", "A waste of time."], "negative 97%: without \"waste\" 200.0 points less"),
      ("explanation", ["a", "A waste of time."], "negative 97%: +0.50 waste"),
      (
        "counterfactual", ["a", "A waste of time."], "Removing a few words does not change the label."
      ),
    ] {
      let result = try client.result(
        "workspace/executeCommand", ["command": .string("sentiment." + command), "arguments": .array(arguments)])
      #expect(try result == .string(expected) && shown() == .string(expected))
    }
    #expect(try execute(client, "status")["state"] == "ready")
    let sentence = "sentiment-lsp 0.1.0, model test (float32, \(Kernels.best)): ready; 1 documents, 2 reviews"
    #expect(try shown() == .string(sentence))
    let lines = try execute(client, "export", "a").stringValue?.split(separator: "\n").map {
      try JSONValue(parsing: String($0))
    }
    #expect(lines?.map { $0["label"] } == ["negative", "positive"] && lines?[1]["line"] == 5)
    for (command, arguments): (String, JSONValue) in [
      ("summary", []), ("summary", ["nowhere"]), ("mark", ["a", "b"]), ("verify", [1, 2]), ("counterfactual", []),
      ("recheck", ["nowhere"]),
    ] {
      #expect(
        try client.errorCode(
          "workspace/executeCommand", ["command": .string("sentiment." + command), "arguments": arguments]) == -32602)
    }
    try client.finish()
  }

  @Test func statusOmitsUnknownFacts() {
    var status: JSONObject = [
      "version": "1", "state": "loading", "model": .null, "compute": .null, "documents": 0, "reviews": 0,
    ]
    #expect(StatusHandler.sentence(status) == "sentiment-lsp 1, model default: loading; 0 documents, 0 reviews")
    status["model"] = "/m"
    status["state"] = "failed"
    status["error"] = "It is not there."
    #expect(
      StatusHandler.sentence(status) == "sentiment-lsp 1, model /m: failed (It is not there.); 0 documents, 0 reviews")
  }

  @Test func recheckReadsOneDocumentAgain() throws {
    let model = TestModel()
    let client = TestClient(model)
    try client.initialize()
    for uri in ["a", "b"] {
      client.open(uri, "A waste of time, \(uri).\n")
      _ = try client.diagnostics()
      #expect(try model.calls.next() == ["A waste of time, \(uri)."])
    }
    #expect(try execute(client, "recheck", "a") == .null)
    #expect(try model.calls.next() == ["A waste of time, a."] && client.diagnostics().ranges.count == 1)
    client.change("b", version: 2, [edit(1, 0, 0, "An awful film.\n")])
    #expect(try model.calls.next() == ["An awful film."] && client.diagnostics().ranges.count == 2)
    try client.finish()
  }

  @Test func commandsOnAReviewUseItsModel() throws {
    let keys = EventQueue<String?>()
    let model = TestModel()
    let folder = try TemporaryFolder([".sentiment.json": "{\"model\": \"org/other\"}"])
    let permissions = ModelPermissions(environment: ["XDG_STATE_HOME": folder("state")])
    var project = ProjectSettings(permissions: permissions)
    try permissions.store(.allowed, to: try project.modelRequest(inFolder: FilePath(folder.path)))
    let client = TestClient(model) { key in
      keys.push(key.name)
      return model.loaded
    } configure: {
      $0.permissions = permissions
    }
    try client.initialize()
    #expect(try keys.next() == nil)
    let uri = JSONValue.string(folder.appending(path: "a.txt").absoluteString)
    _ = try execute(client, "verify", uri, "A waste of time.")
    _ = try client.notification("window/showMessage")
    #expect(try keys.next() == "org/other")
    try client.finish()
  }

  @Test func writesAndShowsReports() throws {
    let client = try client(
      "A waste of <b>time</b>.\n\n\n\nA fine film.\n", ["window": ["showDocument": ["support": true]]])
    let uri = try #require(try execute(client, "report", "a").stringValue)
    let request = try client.serverRequest("window/showDocument")
    #expect(request.params == ["uri": .string(uri), "external": true])
    client.answer(request, ["success": true])
    let url = try #require(URL(string: uri))
    let page = try String(contentsOf: url, encoding: .utf8)
    let folder = try FileManager.default.attributesOfItem(atPath: url.deletingLastPathComponent().path)
    #expect(folder[.posixPermissions] as? Int == 0o700)
    #expect(page.contains("<mark class=\"for strong\" title=\"+0.500\">waste</mark> of &lt;b&gt;time&lt;/b&gt;"))
    #expect(page.contains("2 reviews: 1 negative (50%), 1 positive (50%)"))
    try FileManager.default.removeItem(at: url)
    try client.finish()
  }
}

import Dispatch
import Files
import Foundation
import JSON
import JSONRPC
import Reviews
import SentimentAnalysis
import SentimentServer
import TestSupport
import Testing

/// Settings from the client and from project files.
struct ServerSettingsTests {
  private let text = "An awful film.\nA fine film.\n"
  private let configurable: JSONValue = [
    "capabilities": ["workspace": ["configuration": true, "didChangeConfiguration": ["dynamicRegistration": true]]],
    "initializationOptions": ["debounce": 0], "workspaceFolders": [["uri": "file:///w", "name": "w"]],
  ]

  private func severities(_ client: TestClient) throws -> [JSONValue?] {
    try client.notification("textDocument/publishDiagnostics")["diagnostics"]?.arrayValue?.map { $0["severity"] } ?? []
  }

  @Test func requestsSettingsPerFolderBeforeReading() throws {
    let model = TestModel()
    let client = TestClient(model, configure: { $0.settingsPatience = .seconds(100) })
    _ = try client.result("initialize", configurable)
    client.notify("initialized")
    let registration = try client.serverRequest("client/registerCapability")
    #expect(registration.params?["registrations"]?[0]?["method"] == "workspace/didChangeConfiguration")
    client.answer(registration)
    let request = try client.serverRequest("workspace/configuration")
    #expect(request.params?["items"] == [["section": "sentiment"], ["scopeUri": "file:///w", "section": "sentiment"]])
    client.open("file:///w/a.txt", text)
    client.open("file:///elsewhere/a.txt", text)
    let early = client.request("sentiment/classify", ["texts": ["An awful film."]])
    try client.synchronize()
    #expect(model.calls.next(until: .now()) == nil)
    client.answer(
      request, [["severity": ["negative": "hint"]], ["severity": ["positive": "information"], "debounce": 0]])
    var found: [JSONValue: [JSONValue?]] = [:]
    for _ in 0..<2 {
      let news = try client.notification("textDocument/publishDiagnostics")
      found[news["uri"] ?? .null] = news["diagnostics"]?.arrayValue?.map { $0["severity"] }
    }
    #expect(found == ["file:///w/a.txt": [4, 3], "file:///elsewhere/a.txt": [4]])
    #expect(try client.response(to: early).get()["results"]?[0]?["label"] == "negative")

    client.notify("workspace/didChangeConfiguration", ["settings": nil])
    let again = try client.serverRequest("workspace/configuration")
    client.answer(again, [["severity": ["negative": "off"]], nil])
    for _ in 0..<2 { #expect(try severities(client) == []) }
    try client.finish()
  }

  /// A URI escapes the bytes of a path, which need not be UTF-8.
  @Test func settingsAndFeedbackOfAFolderWhoseNameIsNotUTF8() throws {
    let outer = try TemporaryFolder()
    for (byte, severity) in [(0xFF, "hint"), (0xFE, "error")] as [(UInt8, String)] {
      let folder = FilePath(text: outer.path + "/" + String(keeping: [byte]))
      try Folder.make(folder)
      try OutputFile.write(
        Array(#"{"severity": {"negative": "\#(severity)"}}"#.utf8), to: folder.appending(".sentiment.json"))
      let client = TestClient(TestModel())
      try client.initialize()
      let uri = outer.url.absoluteString + (byte == 0xFF ? "/%FF" : "/%FE") + "/a.txt"
      client.open(uri, "An awful film.")
      #expect(try severities(client) == [byte == 0xFF ? 4 : 1])
      _ = try client.result(
        "workspace/executeCommand",
        ["command": "sentiment.mark", "arguments": [.string(uri), "An awful film.", "negative"]])
      _ = try client.notification("window/showMessage")
      #expect(FileStatus(folder.appending(".sentiment-feedback.jsonl"))?.kind == .file)
      try client.finish()
    }
  }

  @Test func servesClientsThatDoNotAnswer() throws {
    for answer: JSONValue? in [nil, .null, [], 7, [1]] {
      let client = TestClient(
        TestModel(), configure: { $0.settingsPatience = answer == nil ? .milliseconds(1) : .seconds(100) })
      _ = try client.result("initialize", configurable)
      client.notify("initialized")
      client.answer(try client.serverRequest("client/registerCapability"))
      let request = try client.serverRequest("workspace/configuration")
      if let answer { client.answer(request, answer) }
      client.open("a", text)
      #expect(try severities(client) == [2])
      if answer == [1] { #expect(try client.notification("window/showMessage")["type"] == 2) }
      try client.finish()
    }
  }

  @Test func appliesPushedSettingsAtOnce() throws {
    let client = TestClient(TestModel())
    try client.initialize()
    client.open("a", text)
    #expect(try severities(client) == [2])
    client.notify(
      "workspace/didChangeConfiguration", ["settings": ["sentiment": ["severity": ["negative": "error"]]]])
    #expect(try severities(client) == [1])
    client.notify("workspace/didChangeConfiguration", ["settings": ["sentiment": ["enable": false]]])
    #expect(try client.diagnostics() == (nil, []))
    client.notify("workspace/didChangeConfiguration", ["settings": ["sentiment": [:]]])
    #expect(try severities(client) == [2])
    try client.finish()
  }

  @Test func reportsEachSettingsProblemOnceAndKeepsTheRest() throws {
    let client = TestClient(TestModel())
    try client.initialize([
      "capabilities": [:],
      "initializationOptions": ["debounce": "soon", "colour": "red", "severity": ["negative": "error"]],
    ])
    let messages = try (0..<2).map { _ in
      try client.notification("window/showMessage")["message"]?.stringValue ?? ""
    }
    #expect(messages.contains { $0.contains("debounce") } && messages.contains { $0.contains("colour") })
    client.open("a", text)
    #expect(try severities(client) == [1])
    func change(_ settings: JSONValue) throws -> JSONValue {
      client.notify("workspace/didChangeConfiguration", ["settings": settings])
      return try client.notification("window/showMessage")["message"] ?? .null
    }
    // A problem that remains is not reported again; one that comes back is.
    #expect(try change(["split": "row"]).stringValue?.contains("split") == true)
    #expect(try change(["split": "row", "column": 0]).stringValue?.contains("column") == true)
    #expect(try change(["column": true]).stringValue?.contains("column") == true)
    #expect(try change(["split": "row"]).stringValue?.contains("split") == true)
    try client.finish()
  }

  @Test func followsChangesOfProjectFiles() throws {
    let folder = try TemporaryFolder()
    let file = folder.appending(path: ".sentiment.json")
    func write(_ text: String) throws { try text.write(to: file, atomically: true, encoding: .utf8) }
    let client = TestClient(TestModel())
    try client.initialize()
    let uri = folder.appending(path: "a b.txt").absoluteString
    client.open(uri, text)
    #expect(try severities(client) == [2])
    try write(#"{"severity": {"negative": "hint"}}"#)
    #expect(try severities(client) == [4])
    try write(#"{"severity": {"negative": "hint"}, "files": {"*.txt": {"severity": {"positive": "error"}}}}"#)
    #expect(try severities(client) == [4, 1])
    try FileManager.default.removeItem(at: file)
    #expect(try severities(client) == [2])
    try client.finish()
  }

  @Test func followsChangesOfFolders() throws {
    let client = TestClient(TestModel())
    _ = try client.result("initialize", configurable)
    client.notify("initialized")
    client.answer(try client.serverRequest("client/registerCapability"))
    client.answer(try client.serverRequest("workspace/configuration"), [nil, nil])
    client.notify(
      "workspace/didChangeWorkspaceFolders",
      ["event": ["added": [["uri": "file:///v", "name": "v"]], "removed": [["uri": "file:///w", "name": "w"]]]])
    let request = try client.serverRequest("workspace/configuration")
    #expect(request.params?["items"]?[1]?["scopeUri"] == "file:///v")
    client.answer(request, [nil, nil])
    try client.finish()
  }

  /// A folder with a `.sentiment.json` that names a model, and a client that opens a file of it.
  private func withProjectModel(
    readsProjects: Bool = true, _ body: (TestClient, _ folder: TemporaryFolder, _ uri: String) throws -> Void
  ) throws {
    let folder = try TemporaryFolder([".sentiment.json": #"{"model": "./evil", "severity": {"negative": "hint"}}"#])
    let model = TestModel()
    let client = TestClient(model) { key in
      var loaded = model.loaded
      loaded.name = key.name ?? "default"
      return loaded
    } configure: {
      $0.permissions = ModelPermissions(environment: ["XDG_STATE_HOME": folder("state")])
      $0.readsProjects = readsProjects
    }
    try client.initialize(["capabilities": [:], "initializationOptions": ["debounce": 0, "model": "mine"]])
    let uri = folder.appending(path: "a.txt").absoluteString
    client.open(uri, text)
    #expect(try severities(client) == [readsProjects ? 4 : 2])
    try body(client, folder, uri)
    try client.finish()
  }

  /// The model that a hover names.
  private func model(_ client: TestClient, _ uri: String) throws -> String {
    let hover = try client.response(to: client.hover(uri, line: 0, character: 0)).get()
    return String(hover["contents"]?["value"]?.stringValue?.split(separator: "model: ").last ?? "")
  }

  @Test(arguments: ["Use it", "Do not use it", ""])
  func aProjectsModelIsUsedOnceTheUserAllowsIt(answer: String) throws {
    try withProjectModel { client, folder, uri in
      #expect(try model(client, uri) == "mine")
      let request = try client.serverRequest("window/showMessageRequest")
      #expect(request.params?["message"]?.stringValue?.hasPrefix("Use the model in this folder? ") == true)
      #expect(
        request.params?["actions"]?.arrayValue?.compactMap { $0["title"]?.stringValue } == ["Use it", "Do not use it"])
      client.answer(request, answer.isEmpty ? .null : ["title": .string(answer)])
      if answer == "Use it" {
        #expect(try severities(client) == [4])
        #expect(try model(client, uri) == folder("evil"))
      } else {
        try client.synchronize()
        #expect(try model(client, uri) == "mine")
      }
    }
  }

  @Test func noticesAPermissionFromAShell() throws {
    try withProjectModel { client, folder, uri in
      _ = try client.serverRequest("window/showMessageRequest")
      let permissions = ModelPermissions(environment: ["XDG_STATE_HOME": folder("state")])
      var project = ProjectSettings(permissions: permissions)
      try permissions.store(.allowed, to: try project.modelRequest(inFolder: FilePath(folder.path)))
      #expect(try severities(client) == [4])
      #expect(try model(client, uri) == folder("evil"))
    }
  }

  @Test func noConfigIgnoresProjectFiles() throws {
    try withProjectModel(readsProjects: false) { client, _, uri in
      let name = try model(client, uri)
      #expect(name == "mine")
    }
  }

  /// Start-up files of a shell, and the targets of links in the folder, are never written.
  @Test(arguments: [#""../victim""#, #""~/victim""#, #""link/../../victim""#, "null"])
  func marksStayInTheOpenFolder(feedback: String) throws {
    let outer = try TemporaryFolder([
      "victim": "# start\n", "w/.sentiment.json": "{\"feedback\": \(feedback)}",
    ])
    let folder = outer.appending(path: "w")
    if feedback == "null" { try outer.link("w/.sentiment-feedback.jsonl", to: "../victim") }
    let client = TestClient(TestModel())
    try client.initialize([
      "capabilities": [:], "initializationOptions": ["debounce": 0],
      "workspaceFolders": [["uri": .string(folder.absoluteString), "name": "w"]],
    ])
    let uri = folder.appending(path: "a.txt").absoluteString
    let id = client.request(
      "workspace/executeCommand",
      ["command": "sentiment.mark", "arguments": [.string(uri), "$(touch x)", "negative"]])
    if feedback == "null" {
      #expect(try client.errorCode(of: id) == -32803)
    } else {
      // The file in the setting is refused with a warning; the feedback goes to the default file.
      #expect(try client.response(to: id).get() == .string(folder.appending(path: ".sentiment-feedback.jsonl").path))
      for _ in 0..<2 { _ = try client.notification("window/showMessage") }
    }
    #expect(try outer.read("victim") == "# start\n")
    try client.finish()
  }
}

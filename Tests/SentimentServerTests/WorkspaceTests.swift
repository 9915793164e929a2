import Foundation
import JSON
import JSONRPC
import TestSupport
import Testing

@testable import SentimentServer

/// Diagnostics of closed files in open folders.
struct WorkspaceTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func client(_ model: TestModel = TestModel(), folders: [String] = [""]) throws -> TestClient {
    let client = TestClient(model)
    let folders = folders.map { JSONValue.object(["uri": .string(uri($0)), "name": .string($0)]) }
    try client.initialize([
      "capabilities": ["textDocument": ["diagnostic": [:]]], "workspaceFolders": .array(folders),
    ])
    return client
  }

  private func uri(_ name: String) -> String { folder.appending(path: name).absoluteString }

  /// The kind and lines of each file's report, and the results' ids.
  private func ask(
    _ client: TestClient, _ previous: [String: String] = [:]
  ) throws -> (reports: [String: String], ids: [String: String]) {
    let ids = previous.map { JSONValue.object(["uri": .string($0.key), "value": .string($0.value)]) }
    return reports(try client.result("workspace/diagnostic", ["previousResultIds": .array(ids)]))
  }

  private func reports(_ answer: JSONValue) -> (reports: [String: String], ids: [String: String]) {
    var (reports, ids): ([String: String], [String: String]) = ([:], [:])
    for item in answer["items"]?.arrayValue ?? [] {
      let uri = item["uri"]?.stringValue ?? ""
      let name = String(
        uri.dropFirst(folder.url.absoluteString.count + (folder.url.absoluteString.hasSuffix("/") ? 0 : 1)))
      let lines = item["items"]?.arrayValue?.compactMap { $0["range"]?["start"]?["line"]?.intValue }
      reports[name] = (item["kind"]?.stringValue ?? "") + (lines.map { " \($0)" } ?? "")
      ids[uri] = item["resultId"]?.stringValue
      #expect(item["version"] == .null)
    }
    return (reports, ids)
  }

  private static let files = [
    "a.txt": "A fine film.\nAn awful one.\n", "tables/b c.csv": "id,text\n1,An awful film.\n2,A fine one.\n",
    "code.py": "awful = 'terrible film'\n", "drafts/d.txt": "An awful film.\n", ".hidden/e.txt": "An awful film.\n",
    "open.txt": "An awful film.\n", ".sentiment.json": "{\"exclude\": [\"drafts/**\"]}",
    "latin.txt": "An awful film.\n", "node_modules/f.txt": "An awful film.\n", "requirements-dev.txt": "awful\n",
  ]

  @Test func readsClosedFilesAsCheckDoes() throws {
    try folder.write(Self.files)
    // Invalid UTF-8 in a file is read as an editor shows it.
    try folder.write(Array("An awful caf".utf8) + [0xE9, 0x0A], to: "latin.txt")
    let client = try client()
    client.open(uri("open.txt"), "An awful film.\n")
    let first = try ask(client)
    #expect(first.reports == ["a.txt": "full [1]", "latin.txt": "full [0]", "tables/b%20c.csv": "full [1]"])
    let unchanged = ["latin.txt": "unchanged", "tables/b%20c.csv": "unchanged"]
    func expected(_ report: String) -> [String: String] { unchanged.merging(["a.txt": report]) { $1 } }
    #expect(try ask(client, first.ids).reports == expected("unchanged"))
    try folder.write("An awful film.\nA terrible one.\n", to: "a.txt")
    #expect(try ask(client, first.ids).reports == expected("full [0, 1]"))
    // The diagnostics of a deleted file are cleared.
    try FileManager.default.removeItem(at: folder.appending(path: "a.txt"))
    #expect(try ask(client, first.ids).reports == expected("full []"))
    try client.finish()
  }

  @Test func readsOtherEncodings() throws {
    try folder.write([".sentiment.json": "{\"files\": {\"*.gbk.txt\": {\"encoding\": \"GB18030\"}}}"])
    try folder.write([0xFF, 0xFE] + "A fine film.\r\nAn awful film.\r\n".utf8.flatMap { [$0, 0] }, to: "wide.txt")
    // 很好, and then English.
    let chinese: [UInt8] = [0xBA, 0xDC, 0xBA, 0xC3, 0x0A] + Array("An awful film.\n".utf8)
    try folder.write(chinese, to: "a.gbk.txt")
    try folder.write([0xB2, 0xEE, 0xBE, 0xA2] + Array(": an awful film.".utf8), to: "b.gbk.txt")
    let client = try client()
    let reports = try ask(client).reports
    #expect(reports == ["wide.txt": "full [1]", "a.gbk.txt": "full [1]", "b.gbk.txt": "full [0]"])
    try client.finish()
  }

  @Test func acceptsDifferentEscapesOfFileNames() throws {
    try folder.write(["a (1).txt": "An awful film.\n"])
    let client = try client()
    let first = try ask(client)
    #expect(first.reports == ["a%20(1).txt": "full [0]"])
    let id = try #require(first.ids.values.first)
    let own = uri("").hasSuffix("/") ? uri("") + "a%20%281%29.txt" : uri("") + "/a%20%281%29.txt"
    #expect(try ask(client, [own: id]).reports == ["a%20%281%29.txt": "unchanged"])
    try client.finish()
  }

  @Test func reportsAFileInTwoOpenFoldersOnce() throws {
    try folder.write(["a.txt": "An awful film.\n", "in/b.txt": "An awful film.\n"])
    let client = try client(folders: ["", "in"])
    let answer = try client.result("workspace/diagnostic", ["previousResultIds": []])
    #expect(answer["items"]?.arrayValue?.count == 2)
    // Feedback goes to the inner folder.
    let mark = try client.result(
      "workspace/executeCommand",
      ["command": "sentiment.mark", "arguments": [.string(uri("in/b.txt")), "An awful film.", "positive"]])
    #expect(mark == .string(folder("in/.sentiment-feedback.jsonl")))
    _ = try client.notification("window/showMessage")
    try client.finish()
  }

  @Test func skipsFilesThatGitAndIgnoreFilesName() throws {
    try folder.write([
      ".git/HEAD": "", ".gitignore": "out/\n*.log.txt\n", "a.csv": "text\nAn awful film.\nA terrible one.\n",
      "out/b.txt": "An awful film.\n", "c.log.txt": "An awful film.\n", "README.txt": "An awful film.\n",
    ])
    let client = try client()
    #expect(try ask(client).reports == ["a.csv": "full [1, 2]"])
    _ = try client.result(
      "workspace/executeCommand",
      ["command": "sentiment.ignore", "arguments": [.string(uri("a.csv")), "An awful film."]])
    _ = try client.notification("window/showMessage")
    #expect(try ask(client).reports == ["a.csv": "full [2]"])
    try client.finish()
  }

  /// A person who opens a file that git ignores wants to see it; a tool's file needs a setting.
  @Test func readsOpenDocumentsThatGitIgnoresButNoFilesOfTools() throws {
    try folder.write([
      ".git/HEAD": "", ".gitignore": "out/\n",
      ".sentiment.json": #"{"files": {"NEWS.txt": {"language": "plaintext"}}}"#,
    ])
    let client = try client()
    for (name, count) in [
      ("out/b.txt", 1), ("requirements.txt", 0), ("node_modules/x/a.txt", 0), ("NEWS.txt", 1), ("CHANGES.txt", 0),
    ] {
      client.open(uri(name), "An awful film.\n")
      let report = try client.result("textDocument/diagnostic", ["textDocument": ["uri": .string(uri(name))]])
      #expect(report["items"]?.arrayValue?.count == count, "\(name)")
    }
    try client.finish()
  }

  @Test func sendsPartialResultsOnRequest() throws {
    try folder.write(["a.txt": "An awful film.\n", "b.txt": "A fine film.\n"])
    let client = try client()
    let id = client.request("workspace/diagnostic", ["previousResultIds": [], "partialResultToken": 7])
    var found: [String: String] = [:]
    for _ in 0..<2 {
      let part = try client.notification("$/progress")
      #expect(part["token"] == 7)
      found.merge(reports(part["value"] ?? .null).reports) { $1 }
    }
    #expect(found == ["a.txt": "full [0]", "b.txt": "full []"])
    #expect(try client.response(to: id).get() == ["items": []])
    try client.finish()
  }

  @Test func cancelledRequestsAreAnsweredAtOnce() throws {
    try folder.write(["a.txt": "An awful film.\n", "b.txt": "A fine film.\n"])
    let model = TestModel(isPaused: true)
    let client = try client(model)
    let id = client.request("workspace/diagnostic", ["previousResultIds": []])
    _ = try model.calls.next()
    client.notify("$/cancelRequest", ["id": id.json])
    #expect(try client.errorCode(of: id) == -32800)
    for _ in 0..<4 { model.resume() }
    #expect(try ask(client).reports == ["a.txt": "full [0]", "b.txt": "full []"])
    #expect(try client.errorCode("workspace/diagnostic", [:]) == -32602)
    try client.finish()
  }
}

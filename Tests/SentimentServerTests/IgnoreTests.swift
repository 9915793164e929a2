import Foundation
import JSON
import Reviews
import TestSupport
import Testing

@testable import SentimentServer

/// "Ignore this review": a comment in text, a line of the ignore file for tables and JSON.
struct IgnoreTests {
  private func client(
    _ text: String, uri: String = "a", language: String, _ settings: JSONValue = [:]
  ) throws -> TestClient {
    let client = TestClient(TestModel())
    try client.initialize(["capabilities": Self.capabilities, "initializationOptions": settings])
    client.open(uri, text, language: language)
    _ = try client.diagnostics()
    return client
  }

  private static let capabilities: JSONValue = [
    "textDocument": ["codeAction": ["codeActionLiteralSupport": ["codeActionKind": ["valueSet": ["quickfix"]]]]]
  ]

  /// Language, text, line of the review, and the line before which the directive goes.
  @Test(arguments: [
    ("plaintext", "A waste of time.\nAn awful film.\n", 1, "# sentiment:ignore\n", 1),
    ("plaintext", "An awful film.\r\n\r\n\r\nA terrible one.\r\n", 3, "# sentiment:ignore\r\n", 3),
    ("markdown", "# Title\n\nAn awful film,\nreally.\n\nA terrible one.\n", 3, "<!-- sentiment:ignore -->\n", 2),
  ])
  func ignoringAReviewPutsALineAboveItAndTouchesNoOther(
    language: String, text: String, line: Int64, directive: String, place: Int64
  ) throws {
    let client = try client(
      text, language: language, ["languages": ["markdown", .string(language)]])
    let action = try #require(try client.codeActions(line: line).first)
    let change = try #require(action["edit"]?["changes"]?["a"]?[0])
    #expect(change["newText"] == .string(directive) && describe(range: change["range"]) == "\(place):0-\(place):0")
    client.change("a", version: 2, [["range": change["range"] ?? .null, "text": change["newText"] ?? .null]])
    #expect(try client.diagnostics().ranges.count == 1)
    try client.finish()
  }

  /// Tables and JSON have no comments, so the review is noted in a file of its own.
  @Test(arguments: [
    ("csv", "id,text\n1,An awful film.\n2,A terrible one.\n"),
    ("jsonl", "{\"text\": \"An awful film.\"}\n{\"text\": \"A terrible one.\"}\n"),
    ("json", "[\n{\"text\": \"An awful film.\"},\n{\"text\": \"A terrible one.\"}]\n"),
  ])
  func ignoresReviewsOfTablesAndJSONInAFile(language: String, text: String) throws {
    let folder = try TemporaryFolder()
    let uri = folder.appending(path: "sub/r.\(language)").absoluteString
    for capabilities: JSONValue in [Self.capabilities, [:]] {
      let client = TestClient(TestModel())
      try client.initialize([
        "capabilities": capabilities, "initializationOptions": ["languages": [.string(language)]],
        "workspaceFolders": [["uri": .string(folder.url.absoluteString), "name": "w"]],
      ])
      client.open(uri, text, language: language)
      #expect(try client.diagnostics().ranges.count == 2)
      let action = try #require(try client.codeActions(line: 1, uri: uri).first)
      #expect(action["title"] == "Ignore this review" && action["edit"] == nil)
      let command = capabilities == [:] ? action : try #require(action["command"])
      let file = folder(IgnoreFile.name)
      #expect(
        try client.result(
          "workspace/executeCommand",
          ["command": command["command"] ?? .null, "arguments": command["arguments"] ?? .null]) == .string(file))
      _ = try client.notification("window/showMessage")
      #expect(try client.diagnostics().ranges.count == 1)
      let entry = try JSONValue(parsing: folder.read(IgnoreFile.name))
      #expect(entry["file"] == .string("sub/r.\(language)") && entry["why"] == "ignored in the editor")
      // Without the line, the review is found again.
      try folder.write("", to: IgnoreFile.name)
      client.notify("workspace/didChangeWatchedFiles", ["changes": []])
      #expect(try client.diagnostics().ranges.count == 2)
      try client.finish()
    }
  }

  @Test func ignoresALongReviewByItsFingerprint() throws {
    let folder = try TemporaryFolder()
    let uri = folder.appending(path: "r.csv").absoluteString
    let long = String(repeating: "awful ", count: 11_000) + "film"
    let client = try client("text\n\(long)\n", uri: uri, language: "csv")
    let action = try #require(try client.codeActions(line: 1, uri: uri).first)
    let arguments = action["command"]?["arguments"]
    #expect(arguments?[1]?.stringValue?.count == 60)
    #expect(arguments?[2] == .string(ReviewFingerprint(of: long).description))
    _ = try client.result("workspace/executeCommand", ["command": "sentiment.ignore", "arguments": arguments ?? .null])
    _ = try client.notification("window/showMessage")
    #expect(try client.diagnostics().ranges.isEmpty)
    try client.finish()
  }

  @Test func refusesToIgnoreWhereNothingCanBeNoted() throws {
    let folder = try TemporaryFolder(["victim": "# start\n", "w/a.csv": ""])
    try folder.link("w/\(IgnoreFile.name)", to: "../victim")
    let client = try client("text,id\nAn awful film.,1\n", uri: "untitled:1", language: "csv")
    #expect(try client.codeActions(line: 1, uri: "untitled:1").allSatisfy { $0["title"] != "Ignore this review" })
    let linked = folder.appending(path: "w/a.csv").absoluteString
    let rows: [(arguments: [JSONValue], code: Int)] = [
      (["untitled:1", "Text."], -32803), ([.string(linked), "Text."], -32803), (["untitled:1"], -32602),
      ([.string(linked), "Text.", "12"], -32602), (["file:///proc/nowhere/a.csv", "Text."], -32803),
    ]
    for row in rows {
      #expect(
        try client.errorCode(
          "workspace/executeCommand", ["command": "sentiment.ignore", "arguments": .array(row.arguments)]) == row.code)
    }
    #expect(try folder.read("victim") == "# start\n")
    try client.finish()
  }
}

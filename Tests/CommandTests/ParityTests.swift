import Foundation
import JSON
import TestSupport
import Testing

/// The command and the server find the same in the same files.
struct ParityTests {
  private static let files: [(name: String, language: String, text: String)] = [
    (
      "lines.txt", "plaintext",
      "\u{FEFF}A wonderful film, I loved every minute.\r\n  😀 What a waste of time. The plot was confusing.\r"
        + "太糟糕了，浪费时间。\n# sentiment:ignore\nAn awful, boring film.\nAnother awful, boring film.\n"
    ),
    (
      "wrapped.txt", "plaintext",
      """
      The film begins well enough, but then in its second
      half it falls apart, and it is a terrible waste of time.

      I liked the music and, above all, the two leading
      actors, who were wonderful.

      """
    ),
    (
      "table.csv", "csv",
      "id,text\n1,\"A terrible \"\"masterpiece\"\",\nboring to the end.\"\n2,\"Lovely, and well made.\"\n3,Broken after two days. Avoid.\n"
    ),
    ("body.csv", "plaintext", "body;stars\n\"Awful; a waste of money.\";1\n\"Great value, works well.\";5\n"),
    (
      "objects.jsonl", "jsonl",
      #"{"text": "A dreadful \u00e9tude.\nBoring \ud83d\ude00 and bad."}"# + "\n{broken\n"
        + #"{"id": 7, "review": {"body": "A joy to read."}}"# + "\n"
    ),
    (
      "notes.md", "markdown",
      "# Reviews\n\n- A *terrible* [film](http://x.y/z), a waste\n  of time.\n- Lovely and warm.\n\n> Awful food,\n> rude staff.\n"
    ),
  ]

  /// `line:column-line:column severity message` of every finding, all counted from 1.
  private func found(byServerIn folder: TemporaryFolder) throws -> [String: [String]] {
    var messages: [JSONValue] = [
      [
        "id": 0, "method": "initialize",
        "params": [
          "capabilities": ["general": ["positionEncodings": ["utf-32"]], "textDocument": ["diagnostic": [:]]]
        ],
      ],
      ["method": "initialized", "params": [:]],
    ]
    for (index, file) in Self.files.enumerated() {
      let uri = JSONValue.string(folder.appending(path: file.name).absoluteString)
      messages.append([
        "method": "textDocument/didOpen",
        "params": [
          "textDocument": [
            "uri": uri, "languageId": .string(file.language), "version": 1, "text": .string(file.text),
          ]
        ],
      ])
      messages.append([
        "id": .integer(Int64(index + 1)), "method": "textDocument/diagnostic", "params": ["textDocument": ["uri": uri]],
      ])
    }
    let input = messages.map { message in
      var object = message.objectValue ?? JSONObject()
      object["jsonrpc"] = "2.0"
      return JSONValue.object(object).serialized() + "\n"
    }
    let outcome = try Program.run("sentiment-lsp", ["--framing", "ndjson"], input: input.joined())
    #expect(outcome.status == 0)
    var found: [String: [String]] = [:]
    for answer in try outcome.lines() {
      guard let id = answer["id"]?.intValue, id > 0 else { continue }
      let items = try #require(answer["result"]?["items"]?.arrayValue)
      found[Self.files[id - 1].name] = items.map { item in
        func place(_ end: String) -> String {
          let position = item["range"]?[end]
          return "\((position?["line"]?.intValue ?? -2) + 1):\((position?["character"]?.intValue ?? -2) + 1)"
        }
        let severity = item["severity"] == 2 ? "warning" : "another severity"
        return "\(place("start"))-\(place("end")) \(severity) \(item["message"]?.stringValue ?? "")"
      }
    }
    return found
  }

  private func found(byCommandIn folder: TemporaryFolder) throws -> [String: [String]] {
    let paths = Self.files.map { folder.appending(path: $0.name).path }
    var found = Dictionary(uniqueKeysWithValues: Self.files.map { ($0.name, [String]()) })
    for line in try Program.run("sentiment", ["check", "--format", "jsonl"] + paths).lines() {
      func place(_ line: JSONValue?, _ column: JSONValue?) -> String {
        "\(line?.intValue ?? -1):\(column?.intValue ?? -1)"
      }
      let name = URL(filePath: line["file"]?.stringValue ?? "?").lastPathComponent
      found[name, default: []].append(
        "\(place(line["line"], line["column"]))-\(place(line["endLine"], line["endColumn"])) "
          + "\(line["severity"]?.stringValue ?? "") \(line["message"]?.stringValue ?? "")")
    }
    return found
  }

  @Test func theCommandAndTheServerFindTheSame() throws {
    try withTemporaryFolder { folder in
      for file in Self.files { try Data(file.text.utf8).write(to: folder.appending(path: file.name)) }
      let settings =
        #"{"languages": ["plaintext", "csv", "jsonl", "markdown"], "files": {"b*.csv": {"column": "body"}}}"#
      try Data(settings.utf8).write(to: folder.appending(path: ".sentiment.json"))
      let (server, command) = (try found(byServerIn: folder), try found(byCommandIn: folder))
      #expect(server == command)
      #expect(
        server.mapValues(\.count) == [
          "lines.txt": 3, "wrapped.txt": 1, "table.csv": 2, "body.csv": 1, "objects.jsonl": 1, "notes.md": 2,
        ])
    }
  }
}

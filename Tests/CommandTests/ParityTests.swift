import Foundation
import JSON
import TestSupport
import Testing

/// The command and the server report the same findings.
struct ParityTests {
  private let files = SampleFile.all

  /// The server's responses.
  private func answers(to messages: [JSONValue], capabilities: JSONValue, in folder: TemporaryFolder) throws
    -> [JSONValue]
  {
    let start: [JSONValue] = [
      [
        "id": 0, "method": "initialize",
        "params": ["capabilities": capabilities, "rootUri": .string(folder.url.absoluteString)],
      ],
      ["method": "initialized", "params": [:]],
    ]
    let input = (start + messages).map { message in
      var object = message.objectValue ?? JSONObject()
      object["jsonrpc"] = "2.0"
      return JSONValue.object(object).serialized() + "\n"
    }
    let outcome = try Program.run("sentiment-lsp", ["--framing", "ndjson"], input: input.joined())
    #expect(outcome.status == 0)
    return try outcome.lines().filter { ($0["id"]?.intValue ?? 0) > 0 && $0["method"] == nil }
  }

  private let capabilities: JSONValue = [
    "general": ["positionEncodings": ["utf-32"]], "textDocument": ["diagnostic": [:]],
  ]

  /// `line:column-line:column severity message` of every diagnostic, all counted from 1.
  private func sentences(_ items: JSONValue?) -> [String] {
    (items?.arrayValue ?? []).map { item in
      func place(_ end: String) -> String {
        let position = item["range"]?[end]
        return "\((position?["line"]?.intValue ?? -2) + 1):\((position?["character"]?.intValue ?? -2) + 1)"
      }
      let severity = item["severity"] == 2 ? "warning" : item["severity"] == 3 ? "information" : "another severity"
      return "\(place("start"))-\(place("end")) \(severity) \(item["message"]?.stringValue ?? "")"
    }
  }

  private func found(inOpenDocumentsOf folder: TemporaryFolder) throws -> [String: [String]] {
    var messages: [JSONValue] = []
    for (index, file) in files.enumerated() {
      let uri = JSONValue.string(folder.appending(path: file.name).absoluteString)
      let document: JSONValue = [
        "uri": uri, "languageId": .string(file.language), "version": 1, "text": .string(file.text),
      ]
      messages.append(["method": "textDocument/didOpen", "params": ["textDocument": document]])
      messages.append([
        "id": .integer(Int64(index + 1)), "method": "textDocument/diagnostic", "params": ["textDocument": ["uri": uri]],
      ])
    }
    return try answers(to: messages, capabilities: capabilities, in: folder).reduce(into: [:]) { found, answer in
      let index = try #require(answer["id"]?.intValue) - 1
      found[files[index].name] = sentences(answer["result"]?["items"])
    }
  }

  private func found(inTheWorkspace folder: TemporaryFolder) throws -> [String: [String]] {
    let request: JSONValue = ["id": 1, "method": "workspace/diagnostic", "params": ["previousResultIds": []]]
    let answer = try #require(try answers(to: [request], capabilities: capabilities, in: folder).first)
    let reports = try #require(answer["result"]?["items"]?.arrayValue)
    return reports.reduce(into: [:]) { found, report in
      let name = URL(string: report["uri"]?.stringValue ?? "")?.lastPathComponent ?? "?"
      found[name] = sentences(report["items"])
    }
  }

  private func found(byCommandIn folder: TemporaryFolder) throws -> [String: [String]] {
    var found = Dictionary(uniqueKeysWithValues: files.map { ($0.name, [String]()) })
    for line in try Program.run("sentiment", ["check", "--format", "jsonl", folder.path]).lines() {
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

  @Test func openDocumentsWorkspaceAndCommandHaveTheSameFindings() throws {
    let folder = try TemporaryFolder()
    for file in files { try folder.write(file.bytes, to: file.name) }
    try folder.write(
      #"{"languages": ["plaintext", "csv", "tsv", "jsonl", "json", "markdown"], "files": {"column.csv": {"column": "body"}}}"#,
      to: ".sentiment.json")
    let (open, workspace) = (try found(inOpenDocumentsOf: folder), try found(inTheWorkspace: folder))
    let command = try found(byCommandIn: folder)
    for name in files.map(\.name) {
      #expect(open[name] == command[name], "\(name)")
      #expect(workspace[name] == command[name], "\(name)")
    }
    #expect(files.count == 40 && open.count == 40 && workspace.count == 40 && command.count == 40)
    // Some files have no findings, as intended.
    #expect(command.count { !$1.isEmpty } >= 34)
  }
}

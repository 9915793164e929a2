import JSON
import TestSupport

/// Messages of ordinary and of hostile clients, as JSON text.
enum HostileSession {
  private static let methods = [
    "initialize", "initialized", "shutdown", "textDocument/didOpen", "textDocument/didChange", "textDocument/didClose",
    "textDocument/hover", "textDocument/diagnostic", "workspace/didChangeConfiguration", "workspace/executeCommand",
    "textDocument/documentSymbol", "workspace/symbol", "textDocument/documentHighlight", "textDocument/codeAction",
    "textDocument/semanticTokens/full", "textDocument/semanticTokens/full/delta", "textDocument/semanticTokens/range",
    "textDocument/inlayHint", "textDocument/codeLens",
    "workspace/didChangeWorkspaceFolders", "workspace/didChangeWatchedFiles", "window/workDoneProgress/cancel",
    "$/cancelRequest", "$/setTrace", "sentiment/classify", "sentiment/explain", "sentiment/status", "no/such/method",
    "",
  ]
  private static let texts = [
    "An awful film.\nA fine film.\n", "id,text\r\n1,\"An \"\"awful\"\" 😀 film.\"\r\n", "", "\u{FEFF}", "a\r\rb\n",
    "{\"text\": \"An awful \\ud83d film\"}\n{", "# Heading\n\n- An awful *film*\n```\ncode\n", "太糟糕了，浪费时间。e\u{301}",
    "[{\"review\": \"An awful film.\"}, {\"review\": 1}]", "sentiment:ignore-file\nAn awful film.\n",
  ]
  private static let languages = ["plaintext", "csv", "tsv", "jsonl", "markdown", "json", "python", ""]
  private static let documents = ["file:///a", "file:///b.csv", "untitled:1"]
}

// MARK: - Sessions in order

extension HostileSession {
  /// The end of a session.
  static let end = [
    #"{"jsonrpc": "2.0", "id": "status", "method": "sentiment/status"}"#,
    #"{"jsonrpc": "2.0", "id": "last", "method": "shutdown"}"#, #"{"jsonrpc": "2.0", "method": "exit"}"#,
  ]

  /// A whole session, from `initialize` to `exit`.
  static func ordinary(_ chance: inout SeededGenerator) -> [String] {
    var textDocument: JSONObject = ["publishDiagnostics": ["relatedInformation": true]]
    if chance.below(2) == 0 { textDocument["diagnostic"] = [:] }
    let workspace: JSONValue = [
      "configuration": .bool(chance.below(4) == 0), "diagnostics": ["refreshSupport": .bool(chance.below(2) == 0)],
    ]
    var messages = [
      message(
        "initialize",
        [
          "capabilities": [
            "textDocument": .object(textDocument), "workspace": workspace,
            "window": ["workDoneProgress": .bool(chance.below(2) == 0)],
          ],
          "initializationOptions": ["debounce": 0, "languages": ["plaintext", "csv", "jsonl", "markdown", "json"]],
        ], id: 1), message("initialized", [:]),
    ]
    for uri in documents.prefix(1 + chance.below(3)) { messages.append(opening(of: uri, &chance)) }
    for number in 2..<12 as Range<Int64> { messages.append(step(number, &chance)) }
    return messages.map { $0.serialized() } + end.dropFirst()
  }

  private static func step(_ number: Int64, _ chance: inout SeededGenerator) -> JSONValue {
    let uri = chance.pick(documents)
    let document: JSONValue = ["uri": .string(uri)]
    func position() -> JSONValue {
      ["line": .integer(Int64(chance.below(4))), "character": .integer(Int64(chance.below(12)))]
    }
    switch chance.below(14) {
    case 0...2:
      let range: JSONValue = ["start": position(), "end": position()]
      return message(
        "textDocument/didChange",
        [
          "textDocument": ["uri": .string(uri), "version": .integer(number)],
          "contentChanges": [["range": range, "text": .string(chance.pick(texts))]],
        ])
    case 3: return message("textDocument/hover", ["textDocument": document, "position": position()], id: number)
    case 4...5: return message("textDocument/diagnostic", ["textDocument": document], id: number)
    case 6:
      let texts: JSONValue = [.string(chance.pick(texts)), .string(chance.pick(texts))]
      return message("sentiment/classify", ["texts": texts, "explain": .bool(chance.below(2) == 0)], id: number)
    case 7: return message("sentiment/explain", ["text": .string(chance.pick(texts))], id: number)
    case 8: return message("$/cancelRequest", ["id": .integer(number - 1)])
    case 9: return message("textDocument/didClose", ["textDocument": document])
    case 10: return opening(of: uri, &chance)
    case 11:
      let settings: JSONValue = ["split": "paragraph", "severity": ["positive": "hint"], "ignore": ["fine"]]
      return message("workspace/didChangeConfiguration", ["settings": chance.below(2) == 0 ? settings : .null])
    case 12: return answer(Int64(chance.below(4)), chance.below(2) == 0 ? [["debounce": 0]] : .null)
    default: return message("sentiment/status", nil, id: number)
    }
  }

  private static func opening(of uri: String, _ chance: inout SeededGenerator) -> JSONValue {
    message(
      "textDocument/didOpen",
      [
        "textDocument": [
          "uri": .string(uri), "languageId": .string(chance.pick(languages)), "version": 1,
          "text": .string(chance.pick(texts)),
        ]
      ])
  }

  private static func message(_ method: String, _ params: JSONValue?, id: Int64? = nil) -> JSONValue {
    var object: JSONObject = ["jsonrpc": "2.0", "method": .string(method)]
    object["params"] = params
    object["id"] = id.map { .integer($0) }
    return .object(object)
  }

  private static func answer(_ id: Int64, _ result: JSONValue) -> JSONValue {
    ["jsonrpc": "2.0", "id": .integer(id), "result": result]
  }
}

// MARK: - Hostile messages

extension HostileSession {
  /// A message that is well framed, often JSON, and rarely valid.
  static func hostile(_ chance: inout SeededGenerator) -> String {
    if chance.below(40) == 0 { return chance.pick(monsters) }
    if chance.below(50) == 0 { return value(&chance, depth: 3).serialized() }
    if chance.below(10) == 0 { return step(Int64(chance.below(40)), &chance).serialized() }
    var object: JSONObject = ["jsonrpc": "2.0"]
    if chance.below(20) == 0 { object["jsonrpc"] = value(&chance, depth: 1) }
    // The session must go on to the last message.
    let method = chance.pick(methods)
    if chance.below(8) > 0 { object["method"] = .string(method == "shutdown" ? "sentiment/status" : method) }
    if chance.below(20) == 0 { object["method"] = value(&chance, depth: 1) }
    if chance.below(2) == 0 {
      object["id"] = chance.below(8) == 0 ? value(&chance, depth: 0) : .integer(Int64(chance.below(40)))
    }
    if chance.below(10) > 0 { object["params"] = value(&chance, depth: 4) }
    if chance.below(10) == 0 { object[chance.pick(["result", "error"])] = value(&chance, depth: 2) }
    return JSONValue.object(object).serialized()
  }

  /// Texts that are no JSON value.
  private static let monsters = [
    nested(400), nested(600), nested(100_000), #"{"jsonrpc": "2.0", "id": 1e999, "method": "sentiment/status"}"#,
    #"{"jsonrpc": "2.0", "id": 123456789012345678901234567890, "method": "sentiment/status"}"#,
    #"{"jsonrpc": "2.0", "id": "\ud83d", "method": "sentiment/classify", "params": {"texts": ["\udc00 awful \ud83d"]}}"#,
    #"{"jsonrpc": "2.0", "id": 7, "id": 8, "method": "no/such", "method": "sentiment/status"}"#,
    #"{"jsonrpc": "2.0", "id": 9, "method": "sentiment/classify", "params": {"texts": "#
      + "[" + Array(repeating: #""""#, count: 5000).joined(separator: ",") + "]}}",
    #"{"jsonrpc": "2.0", "id": 9, "method": "sentiment/explain", "params": {"text": ""#
      + String(repeating: "awful \\u0000", count: 5000) + #""}}"#,
    #"{"jsonrpc": "2.0", "method": "textDocument/didChange", "params": {"textDocument": {"uri": "file:///a", "#
      + #""version": 1e3}, "contentChanges": [{"range": {"start": {"line": -1, "character": 1e30}, "#
      + #""end": {"line": 9223372036854775807, "character": -9223372036854775808}}, "text": "x"}]}}"#,
    "", "[]", "null", "\"", "{", "{\"jsonrpc\": \"2.0\", \"id\": 5, \"method\": \"\u{FEFF}\"}", "NaN",
  ]

  private static func nested(_ depth: Int) -> String {
    #"{"jsonrpc": "2.0", "id": 6, "method": "sentiment/status", "params": "#
      + String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + "}"
  }

  private static let keys = [
    "textDocument", "uri", "languageId", "version", "text", "contentChanges", "range", "start", "end", "line",
    "character", "position", "settings", "sentiment", "debounce", "severity", "files", "column", "ignore",
    "capabilities", "texts", "explain", "details", "method", "token", "value", "event", "added", "removed", "command",
    "id", "previousResultId", "changes", "arguments", "split", "models", "polarity", "language", "exclude",
    "query", "context", "only", "inlayHints",
  ]

  private static func value(_ chance: inout SeededGenerator, depth: Int) -> JSONValue {
    switch chance.below(depth > 0 ? 10 : 7) {
    case 0: return .null
    case 1: return .bool(chance.below(2) == 0)
    case 2: return .integer(chance.pick([0, 1, -1, 3, 50, .max, .min, 1 << 40]))
    case 3: return .double(chance.pick([0.5, -0.0, 1e300, -1e300, 1e-300, 9.007199254740993e15]))
    case 4:
      let strings = ["", "x", "\0", "😀\u{301}", "((((", "**/*", "default", "messages", "sentiment.reloadModel"]
      return .string(chance.pick(strings + documents))
    case 5: return .string(chance.pick(texts))
    case 6: return .string(String(repeating: chance.pick(["a", "影", "["]), count: chance.below(3000)))
    case 7: return .array((0..<chance.below(4)).map { _ in value(&chance, depth: depth - 1) })
    default:
      var object = JSONObject()
      for _ in 0..<chance.below(6) { object[chance.pick(keys)] = value(&chance, depth: depth - 1) }
      return .object(object)
    }
  }
}

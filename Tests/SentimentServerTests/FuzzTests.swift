import Foundation
import JSON
import Logging
import Synchronization
import Testing

@testable import JSONRPC
@testable import SentimentServer

/// Streams of bytes that are nearly messages, and messages that are nearly what they should be: the server ends in order, and
/// whoever asked is answered once. `MORE_ROUNDS=N` makes N times as many.
struct FuzzTests {
  private static let moreRounds = ProcessInfo.processInfo.environment["MORE_ROUNDS"].flatMap { Int($0) } ?? 1

  @Test(arguments: Framing.allCases) func damagedStreamsAreAnsweredAsFarAsTheyCanBeRead(framing: Framing) throws {
    var chance = Chance(state: framing == .lsp ? 11 : 12)
    for round in 0..<400 * Self.moreRounds {
      var bytes = HostileSession.ordinary(&chance).flatMap { framing.frame($0.serialized().utf8) }
      for _ in 0...chance.below(6) { chance.damage(&bytes) }
      try check(bytes, framing, "round \(round)")
    }
  }

  @Test func hostileMessagesAreAnsweredOnceEach() throws {
    var chance = Chance(state: 13)
    for round in 0..<20 * Self.moreRounds {
      var messages = HostileSession.ordinary(&chance).dropLast(2)
      for _ in 0..<100 { messages.append(HostileSession.hostile(&chance)) }
      messages += [["jsonrpc": "2.0", "id": "last", "method": "shutdown"], ["jsonrpc": "2.0", "method": "exit"]]
      try check(messages.flatMap { Framing.lsp.frame($0.serialized().utf8) }, .lsp, "round \(round)")
    }
  }

  /// Serves a stream to its end and counts the answers to each id.
  private func check(_ bytes: [UInt8], _ framing: Framing, _ place: String) throws {
    let input = Mutex<[[UInt8]]>([bytes])
    let output = Mutex<[UInt8]>([])
    let model = TestModel()
    let configuration = ServerConfiguration(
      framing: framing, logger: Logger(label: "fuzz") { _ in SwiftLogNoOpLogHandler() },
      loadModel: { _ in model.loaded })
    let connection = Connection(
      framing: framing, read: { input.withLock { $0.popLast() ?? [] } },
      write: { bytes in
        output.withLock { $0 += bytes }
        return true
      })
    let code = serve(connection, configuration)
    #expect((0...1).contains(code), "\(place)")
    var given: [RequestID?: Int] = [:]
    for case .message(.response(let response)) in incoming(output.withLock { $0 }, framing) {
      given[response.id, default: 0] += 1
    }
    var owed: [RequestID?: Int] = [:]
    stream: for incoming in incoming(bytes, framing) {
      switch incoming {
      case .message(.request(let request)): owed[request.id, default: 0] += 1
      case .invalid(let invalid): owed[invalid.id, default: 0] += 1
      case .message(.notification(let notification)) where notification.method == "exit": break stream
      case .message, .malformed, .end: break
      }
    }
    #expect(given == owed, "\(place)")
  }

  private func incoming(_ bytes: [UInt8], _ framing: Framing) -> [Connection.Incoming] {
    var splitter = FrameSplitter(framing)
    splitter.append(bytes)
    var messages: [Connection.Incoming] = []
    while let frame = splitter.next() { messages.append(Connection.Incoming(frame)) }
    if let frame = splitter.finish() { messages.append(Connection.Incoming(frame)) }
    return messages
  }
}

/// What clients send, and what none should.
private enum HostileSession {
  private static let methods = [
    "initialize", "initialized", "shutdown", "textDocument/didOpen", "textDocument/didChange", "textDocument/didClose",
    "textDocument/hover", "textDocument/diagnostic", "workspace/didChangeConfiguration", "workspace/executeCommand",
    "workspace/didChangeWorkspaceFolders", "workspace/didChangeWatchedFiles", "window/workDoneProgress/cancel",
    "$/cancelRequest", "$/setTrace", "sentiment/classify", "sentiment/explain", "sentiment/status", "no/such/method",
    "",
  ]
  private static let texts = [
    "An awful film.\nA fine film.\n", "id,text\r\n1,\"An \"\"awful\"\" 😀 film.\"\r\n", "", "\u{FEFF}", "a\r\rb\n",
    "{\"text\": \"An awful \\ud83d film\"}\n{", "# Heading\n\n- An awful *film*\n```\ncode\n", "太糟糕了，浪费时间。e\u{301}",
  ]
  private static let languages = ["plaintext", "csv", "jsonl", "markdown", "json", "python", ""]

  /// A whole session, from `initialize` to `exit`.
  static func ordinary(_ chance: inout Chance) -> [JSONValue] {
    let document: JSONValue = ["uri": "file:///a"]
    func message(_ method: String, _ params: JSONValue, id: Int64? = nil) -> JSONValue {
      var object: JSONObject = ["jsonrpc": "2.0", "method": .string(method), "params": params]
      object["id"] = id.map { .integer($0) }
      return .object(object)
    }
    func position(_ chance: inout Chance) -> JSONValue {
      ["line": .integer(Int64(chance.below(4))), "character": .integer(Int64(chance.below(12)))]
    }
    var messages = [
      message(
        "initialize",
        [
          "capabilities": chance.below(2) == 0 ? [:] : ["textDocument": ["diagnostic": [:]]],
          "initializationOptions": ["debounce": 0, "languages": ["plaintext", "csv", "jsonl", "markdown", "json"]],
        ], id: 1), message("initialized", [:]),
      message(
        "textDocument/didOpen",
        [
          "textDocument": [
            "uri": "file:///a", "languageId": .string(chance.pick(languages)), "version": 1,
            "text": .string(chance.pick(texts)),
          ]
        ]),
    ]
    for number in 2..<10 as Range<Int64> {
      switch chance.below(6) {
      case 0:
        let range: JSONValue = ["start": position(&chance), "end": position(&chance)]
        messages.append(
          message(
            "textDocument/didChange",
            [
              "textDocument": ["uri": "file:///a", "version": .integer(number)],
              "contentChanges": [["range": range, "text": .string(chance.pick(texts))]],
            ]))
      case 1:
        messages.append(
          message("textDocument/hover", ["textDocument": document, "position": position(&chance)], id: number))
      case 2: messages.append(message("textDocument/diagnostic", ["textDocument": document], id: number))
      case 3: messages.append(message("sentiment/classify", ["texts": [.string(chance.pick(texts))]], id: number))
      case 4: messages.append(message("$/cancelRequest", ["id": .integer(number - 1)]))
      default: messages.append(message("sentiment/status", nil, id: number))
      }
    }
    return messages + [message("shutdown", nil, id: 10), ["jsonrpc": "2.0", "method": "exit"]]
  }

  /// A message that is well framed and JSON, and little else.
  static func hostile(_ chance: inout Chance) -> JSONValue {
    var object: JSONObject = ["jsonrpc": "2.0"]
    if chance.below(20) == 0 { object["jsonrpc"] = value(&chance, depth: 1) }
    object["method"] = chance.below(20) == 0 ? value(&chance, depth: 1) : .string(chance.pick(methods))
    if chance.below(2) == 0 {
      object["id"] = chance.below(8) == 0 ? value(&chance, depth: 0) : .integer(Int64(chance.below(40)))
    }
    if chance.below(10) > 0 { object["params"] = value(&chance, depth: 4) }
    if chance.below(20) == 0 { object[chance.pick(["result", "error"])] = value(&chance, depth: 2) }
    // The session must go on to the last message.
    if object["method"] == "shutdown" { object["method"] = "sentiment/status" }
    return chance.below(50) == 0 ? value(&chance, depth: 3) : .object(object)
  }

  private static let keys = [
    "textDocument", "uri", "languageId", "version", "text", "contentChanges", "range", "start", "end", "line",
    "character",
    "position", "settings", "sentiment", "debounce", "severity", "files", "column", "ignore", "capabilities", "texts",
    "explain", "details", "method", "token", "value", "event", "added", "removed", "command", "id", "previousResultId",
  ]

  private static func value(_ chance: inout Chance, depth: Int) -> JSONValue {
    switch chance.below(depth > 0 ? 10 : 7) {
    case 0: return .null
    case 1: return .bool(chance.below(2) == 0)
    case 2: return .integer(chance.pick([0, 1, -1, 3, 50, .max, .min, 1 << 40]))
    case 3: return .double(chance.pick([0.5, -0.0, 1e300, -1e300, 1e-300, 9.007199254740993e15]))
    case 4:
      return .string(chance.pick(["file:///a", "", "x", "\0", "😀\u{301}", "((((", "**/*", "default", "messages"]))
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

extension Chance {
  /// Flips, cuts, repeats or inserts some bytes.
  fileprivate mutating func damage(_ bytes: inout [UInt8]) {
    guard !bytes.isEmpty else { return }
    let start = below(bytes.count)
    let end = Swift.min(bytes.count, start + 1 + below(60))
    switch below(6) {
    case 0: bytes[start] ^= UInt8(1 << below(8))
    case 1: bytes.removeSubrange(start..<end)
    case 2: bytes.insert(contentsOf: bytes[start..<end], at: below(bytes.count))
    case 3: bytes.insert(UInt8(below(256)), at: start)
    case 4: bytes[start] = pick(Array("{}[]\",:\\0\r\n ".utf8))
    default:
      bytes.insert(contentsOf: Array(pick(["Content-Length: 7\r\n\r\n", "\r\n\r\n", "\n", "\u{0}"]).utf8), at: start)
    }
  }
}

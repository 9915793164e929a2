import Dispatch
import JSON
import Logging
import Synchronization
import TestSupport
import Testing

@testable import JSONRPC
@testable import SentimentServer

/// Damaged streams and hostile messages: the server ends in order and answers each request once. `MORE_ROUNDS=N` runs N times
/// as many.
struct FuzzTests {
  @Test(arguments: Framing.allCases) func answersWhatIsReadableOfDamagedStreams(framing: Framing) throws {
    var chance = SeededGenerator(seed: framing == .lsp ? 11 : 12)
    for round in 0..<400 * moreRounds {
      var bytes = stream(HostileSession.ordinary(&chance), framing)
      let other = stream(HostileSession.ordinary(&chance), framing)
      for _ in 0...chance.below(6) { chance.damage(&bytes, other) }
      try check(bytes, framing, "round \(round)")
    }
  }

  @Test(arguments: Framing.allCases) func answersHostileMessagesOnceEach(framing: Framing) throws {
    var chance = SeededGenerator(seed: framing == .lsp ? 13 : 14)
    for round in 0..<2 * moreRounds {
      var messages = Array(HostileSession.ordinary(&chance).dropLast(2))
      for _ in 0..<1000 { messages.append(HostileSession.hostile(&chance)) }
      let responses = try check(stream(messages + HostileSession.end, framing), framing, "round \(round)")
      // The server still works.
      let status = try responses.first { $0.id == .string("status") }?.result.get()
      #expect(status?["state"]?.stringValue != nil, "round \(round)")
      #expect(try responses.first { $0.id == .string("last") }?.result.get() == .null, "round \(round)")
    }
  }

  private func stream(_ messages: [String], _ framing: Framing) -> [UInt8] {
    messages.flatMap { framing.frame($0.utf8) }
  }

  /// Serves a stream to its end and counts the answers to each id.
  @discardableResult
  private func check(_ bytes: [UInt8], _ framing: Framing, _ place: String) throws -> [Response] {
    let (code, output) = serve(bytes, framing)
    #expect((0...1).contains(code), "\(place)")
    var responses: [Response] = []
    for case .message(.response(let response)) in incoming(output, framing) { responses.append(response) }
    var given: [RequestID?: Int] = [:]
    for response in responses { given[response.id, default: 0] += 1 }
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
    return responses
  }

  /// The exit code of a server that reads a stream, and its output.
  private func serve(_ bytes: [UInt8], _ framing: Framing) -> (Int32, [UInt8]) {
    let input = Mutex<[[UInt8]]>([bytes])
    let output = Mutex<[UInt8]>([])
    let model = TestModel()
    var configuration = ServerConfiguration(
      framing: framing, logger: Logger(label: "fuzz") { _ in SwiftLogNoOpLogHandler() },
      loadModel: { _ in model.loaded })
    // No client answers, and the stream is short: what is usually sent later is sent at once.
    configuration.isBuiltIn = { _ in false }
    configuration.settingsPatience = .milliseconds(1)
    configuration.progressDelay = .milliseconds(0)
    configuration.firstReport = 0
    let connection = Connection(
      framing: framing, read: { input.withLock { $0.popLast() ?? [] } },
      write: { bytes in
        output.withLock { $0 += bytes }
        return true
      })
    return (SentimentServer.serve(connection, configuration), output.withLock { $0 })
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

extension SeededGenerator {
  /// Flips, cuts, repeats or inserts some bytes, or takes some of another stream.
  fileprivate mutating func damage(_ bytes: inout [UInt8], _ other: [UInt8]) {
    guard !bytes.isEmpty else { return }
    let start = below(bytes.count)
    let end = Swift.min(bytes.count, start + 1 + below(60))
    switch below(9) {
    case 0: bytes[start] ^= UInt8(1 << below(8))
    case 1: bytes.removeSubrange(start..<end)
    case 2: bytes.insert(contentsOf: bytes[start..<end], at: below(bytes.count))
    case 3: bytes.insert(UInt8(below(256)), at: start)
    case 4: bytes[start] = pick(Array("{}[]\",:\\0\r\n ".utf8))
    case 5:
      let first = below(other.count)
      bytes.replaceSubrange(start..<end, with: other[first..<Swift.min(other.count, first + below(400))])
    case 6 where below(4) == 0: bytes.removeSubrange(start...)
    case 7:
      // Most digits are of a length or an id.
      if let digit = bytes[start...].firstIndex(where: { (0x30...0x39).contains($0) }) {
        bytes[digit] = pick(Array("0189-".utf8))
      }
    default:
      let pieces = [
        "Content-Length: 7\r\n\r\n", "Content-Length: 99999999999\r\n", "\r\n\r\n", "\n", "\u{0}", "\u{FEFF}",
      ]
      bytes.insert(contentsOf: Array(pick(pieces).utf8), at: start)
    }
  }
}

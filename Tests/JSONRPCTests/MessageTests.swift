import Dispatch
import JSON
import JSONRPC
import Testing

/// Receives one line and describes the result: the method and id of a message, or the code and id of an error response.
private func outcome(_ line: String) throws -> String {
  let input = EventQueue<[UInt8]>()
  let received = EventQueue<Connection.Incoming>()
  let connection = Connection(framing: .ndjson, read: { input.next() ?? [] }, write: { _ in true })
  connection.start { received.push($0) }
  input.push(Array((line + "\n").utf8))
  input.push([])
  switch try #require(received.next()) {
  case .message(.request(let request)): return "request \(request.method) \(request.id.json.serialized())"
  case .message(.notification(let notification)): return "notification \(notification.method)"
  case .message(.response(let response)): return "response \(response.id?.json.serialized() ?? "null")"
  case .invalid(let invalid): return "\(invalid.error.code.rawValue) \(invalid.id?.json.serialized() ?? "null")"
  case .malformed, .end: return "nothing"
  }
}

struct MessageTests {
  @Test(arguments: [
    (#"{"jsonrpc":"2.0","id":1,"method":"m"}"#, "request m 1"),
    (#"{"jsonrpc":"2.0","id":-9223372036854775808,"method":"m","params":null}"#, "request m -9223372036854775808"),
    (#"{"jsonrpc":"2.0","id":18446744073709551615,"method":"m"}"#, "request m 18446744073709551615"),
    (#"{"jsonrpc":"2.0","id":"a\"b","method":"m","params":[]}"#, #"request m "a\"b""#),
    (#"{"jsonrpc":"2.0","method":"m"}"#, "notification m"),
    (#"{"jsonrpc":"2.0","id":3,"result":null}"#, "response 3"),
    (#"{"jsonrpc":"2.0","id":3,"error":{"code":1e99,"message":7}}"#, "response 3"),
    (#"{"jsonrpc":"2.0","id":4}"#, "-32600 4"),
    (#"{"jsonrpc":"2.0","id":null,"method":"m"}"#, "-32600 null"),
    (#"{"jsonrpc":"2.0","id":1.5,"method":"m"}"#, "-32600 null"),
    (#"{"jsonrpc":"2.0","id":{},"method":"m"}"#, "-32600 null"),
    (#"{"jsonrpc":"2.0","id":5,"method":6}"#, "-32600 5"),
    (#"{"jsonrpc":"1.0","id":5,"method":"m"}"#, "-32600 5"),
    (#"{"id":5,"method":"m"}"#, "-32600 5"),
    (#"[{"jsonrpc":"2.0","id":1,"method":"m"}]"#, "-32600 null"),
    ("7", "-32600 null"),
    ("{", "-32700 null"),
    (#"{"jsonrpc":"2.0","id":1,"method":"m"}}"#, "-32700 null"),
  ])
  func linesBecomeMessagesOrErrors(line: String, expected: String) throws {
    #expect(try outcome(line) == expected)
  }

  @Test func rejectsInvalidUTF8() throws {
    let received = EventQueue<Connection.Incoming>()
    let input = EventQueue<[UInt8]>()
    let connection = Connection(framing: .lsp, read: { input.next() ?? [] }, write: { _ in true })
    connection.start { received.push($0) }
    input.push(Array("Content-Length: 4\r\n\r\n".utf8) + [0x22, 0xC3, 0x28, 0x22])
    guard case .invalid(let invalid) = received.next() else {
      Issue.record("the message was accepted")
      return
    }
    #expect(invalid.error.code == .parseError)
    input.push([])
    #expect(received.next() == .end)
  }

  @Test(arguments: [true, false]) func flushWaitsForASlowReaderAsLongAsRequested(waits: Bool) {
    let gate = EventQueue<Void>()
    let written = EventQueue<[UInt8]>()
    let connection = Connection(
      framing: .ndjson, read: { [] },
      write: {
        _ = gate.next()
        written.push($0)
        return true
      })
    connection.send { .message(.notification(Notification(method: "late"))) }
    connection.flush {
      if waits { gate.push(()) }
      return waits
    }
    #expect((written.next(until: .now()) != nil) == waits)
    gate.push(())
  }

  @Test func newerMessagesReplaceQueuedOnesOfTheSameName() throws {
    let gate = EventQueue<Void>()
    let started = EventQueue<Void>()
    let written = EventQueue<[UInt8]>()
    let connection = Connection(
      framing: .ndjson, read: { [] },
      write: {
        started.push(())
        _ = gate.next()
        written.push($0)
        return true
      })
    func send(_ number: Int64, _ name: String?) {
      connection.send(replacing: name.map { Array($0.utf8) }) {
        .message(.notification(Notification(method: "n", params: .integer(number))))
      }
    }
    send(0, "a")
    _ = started.next()
    for number in 1...9 as ClosedRange<Int64> { send(number, number % 3 == 0 ? nil : number % 3 == 1 ? "a" : "b") }
    for _ in 0..<6 { gate.push(()) }
    connection.flush { true }
    let numbers = (0..<6).map { _ in
      written.next(until: .now()).flatMap { try? JSONValue(parsing: $0)["params"]?.intValue }
    }
    #expect(numbers == [0, 7, 8, 3, 6, 9])
    #expect(written.next(until: .now()) == nil)
  }

  @Test func sendsMessagesWholeAndInOrder() throws {
    let written = EventQueue<[UInt8]>()
    let connection = Connection(
      framing: .ndjson, read: { [] },
      write: {
        written.push($0); return true
      })
    for number in Int64(0)..<100 {
      connection.send { .message(.response(Response(id: .integer(number), result: .success(["n": .integer(number)])))) }
    }
    connection.send { .message(.response(Response(id: nil, result: .failure(.invalidRequest("No."))))) }
    connection.flush { true }
    for number in Int64(0)..<100 {
      let line = String(decoding: try #require(written.next(until: .now())), as: UTF8.self)
      #expect(line == #"{"jsonrpc":"2.0","id":\#(number),"result":{"n":\#(number)}}"# + "\n")
    }
    let last = String(decoding: try #require(written.next(until: .now())), as: UTF8.self)
    #expect(last == #"{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"No."}}"# + "\n")
  }
}

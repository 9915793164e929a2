import Dispatch
import Files
import Foundation
import JSON
import JSONRPC
import LanguageServerProtocol
import Synchronization

/// A language client that starts a server and records when each message arrives.
final class LanguageClient {
  /// Whether the client requests diagnostics; otherwise the server publishes them.
  let isPulling: Bool
  let process = Process()
  private let connection: Connection
  private let incoming = EventQueue<(DispatchTime, Connection.Incoming)>()
  /// Messages that no call has waited for yet.
  private var received: [(time: DispatchTime, message: Message)] = []
  private var lastID: Int64 = 0

  /// The time of the last read, so that a message's time does not include its parsing.
  private final class ReadTime: Sendable { let nanoseconds = Atomic<UInt64>(0) }

  init(_ executable: String, _ arguments: [String], isPulling: Bool) throws {
    self.isPulling = isPulling
    let (input, output, readTime) = (Pipe(), Pipe(), ReadTime())
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = arguments
    (process.standardInput, process.standardOutput) = (input, output)
    do { try process.run() } catch {
      throw BenchmarkError("\(executable) cannot be started: \(error.localizedDescription)")
    }
    @Sendable func stream(_ handle: FileHandle) -> ByteStream {
      ByteStream(number: handle.fileDescriptor, name: "the server")
    }
    connection = Connection(framing: .lsp) {
      // A read error ends the session, as the end of the stream does.
      do {
        let bytes = try stream(output.fileHandleForReading).read()
        readTime.nanoseconds.store(DispatchTime.now().uptimeNanoseconds, ordering: .relaxed)
        return bytes
      } catch { return [] }
    } write: { bytes in
      do { try stream(input.fileHandleForWriting).write(bytes) } catch { return false }
      return true
    }
    connection.start { [incoming] message in
      incoming.push((DispatchTime(uptimeNanoseconds: readTime.nanoseconds.load(ordering: .relaxed)), message))
    }
  }

  deinit { if process.isRunning { process.terminate() } }

  // MARK: Sending

  func notify(_ method: String, _ params: JSONValue = [:]) {
    connection.send { .message(.notification(Notification(method: method, params: params))) }
  }

  /// Sends a request without waiting for its response.
  func request(_ method: String, _ params: JSONValue? = nil) -> RequestID {
    lastID += 1
    let id = RequestID.integer(lastID)
    connection.send { .message(.request(Request(id: id, method: method, params: params))) }
    return id
  }

  // MARK: Receiving

  /// Waits for one message. Requests of the server get null as their response.
  private func receive() throws {
    guard let (time, next) = incoming.next() else { return }
    switch next {
    case .message(let message):
      if case .request(let request) = message {
        connection.send { .message(.response(Response(id: request.id, result: .success(.null)))) }
      }
      received.append((time, message))
    case .invalid(let invalid): throw BenchmarkError("the server sent an invalid message: \(invalid.error.message)")
    case .malformed(let reason): throw BenchmarkError("the server sent malformed bytes: \(reason)")
    case .end:
      process.waitUntilExit()
      throw BenchmarkError("the server exited with code \(process.terminationStatus)")
    }
  }

  /// Removes the first message that `match` accepts from those received.
  func take<Value>(where match: (Message) -> Value?) -> (time: DispatchTime, value: Value)? {
    for (index, arrival) in received.enumerated() {
      guard let value = match(arrival.message) else { continue }
      received.remove(at: index)
      return (arrival.time, value)
    }
    return nil
  }

  /// Waits for a message that `match` accepts.
  func wait<Value>(for match: (Message) -> Value?) throws -> (time: DispatchTime, value: Value) {
    while true {
      if let found = take(where: match) { return found }
      try receive()
    }
  }

  /// Waits for the response to a request.
  func response(to id: RequestID) throws -> (time: DispatchTime, value: Result<JSONValue, ResponseError>) {
    try wait { if case .response(let response) = $0, response.id == id { response.result } else { nil } }
  }

  /// Sends a request and waits for its result.
  func timedCall(_ method: String, _ params: JSONValue? = nil) throws -> (time: DispatchTime, value: JSONValue) {
    let (time, result) = try response(to: request(method, params))
    return (time, try result.mapError { BenchmarkError("\(method): the server responded: \($0.message)") }.get())
  }

  @discardableResult
  func call(_ method: String, _ params: JSONValue? = nil) throws -> JSONValue { try timedCall(method, params).value }

  /// Discards the messages that no call has waited for.
  func discardReceived() { received.removeAll() }

  // MARK: The process

  /// Ends the session with `shutdown` and `exit`.
  func finish() throws {
    try call(Method.shutdown)
    notify(Method.exit)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw BenchmarkError("the server exited with code \(process.terminationStatus)")
    }
  }
}

extension DispatchTime {
  /// Seconds from an earlier time to this one.
  func seconds(since start: DispatchTime) -> Double {
    Double(uptimeNanoseconds) * 1e-9 - Double(start.uptimeNanoseconds) * 1e-9
  }
}

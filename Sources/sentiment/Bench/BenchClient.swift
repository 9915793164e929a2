import Dispatch
import Files
import Foundation
import JSON
import JSONRPC

/// A language client for measurements: starts a server and notes when the last byte of each of its messages has come.
final class BenchClient {
  /// Whether findings are asked for; otherwise they are told.
  let isPulling: Bool
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private let writer = DispatchQueue(label: "bench.writer")
  private let frames = EventQueue<(DispatchTime, Frame?)>()
  /// Messages that nobody has waited for yet, and when they had come, which is before anyone has looked into them.
  private var unread: [(time: DispatchTime, message: Message)] = []
  private var lastID: Int64 = 0
  private static let patience = DispatchTimeInterval.seconds(60)

  init(_ executable: String, _ arguments: [String], isPulling: Bool) throws {
    self.isPulling = isPulling
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = arguments
    process.standardInput = input
    process.standardOutput = output
    do { try process.run() } catch { throw Trouble("\(executable) cannot be started: \(error.localizedDescription)") }
    let (frames, stream) = (frames, Self.stream(output.fileHandleForReading.fileDescriptor))
    Thread.detachNewThread {
      var splitter = FrameSplitter(.lsp)
      // What cannot be read any more has ended.
      do {
        while case let chunk = try stream.read(), !chunk.isEmpty {
          let time = DispatchTime.now()
          splitter.append(chunk)
          while let frame = splitter.next() { frames.push((time, frame)) }
        }
      } catch {}
      frames.push((.now(), nil))
    }
  }

  private static func stream(_ number: Int32) -> ByteStream { ByteStream(number: number, name: "the server") }

  deinit { if process.isRunning { process.terminate() } }

  /// The server's process.
  var processID: Int32 { process.processIdentifier }

  // MARK: Sending

  /// Sends without waiting until the server takes it.
  private func send(_ message: Message) {
    let bytes = Framing.lsp.frame(message.json.serialized().utf8)
    writer.async { [input] in
      // Where nobody reads any more, the end of the server's output is about to say so.
      do { try Self.stream(input.fileHandleForWriting.fileDescriptor).write(bytes) } catch {}
    }
  }

  func notify(_ method: String, _ params: JSONValue = [:]) {
    send(.notification(Notification(method: method, params: params)))
  }

  /// Sends a request without waiting for its answer.
  func ask(_ method: String, _ params: JSONValue? = nil) -> RequestID {
    lastID += 1
    send(.request(Request(id: .integer(lastID), method: method, params: params)))
    return .integer(lastID)
  }

  // MARK: Receiving

  /// The next message that is wanted; nil where none comes in time. The server's own requests are answered.
  func next<Wanted>(
    within patience: DispatchTimeInterval, where match: (Message) -> Wanted?
  ) throws -> (time: DispatchTime, value: Wanted)? {
    for (index, arrival) in unread.enumerated() {
      guard let value = match(arrival.message) else { continue }
      unread.remove(at: index)
      return (arrival.time, value)
    }
    let deadline = DispatchTime.now() + patience
    while let (time, frame) = frames.next(until: deadline) {
      guard case .body(let bytes) = frame else {
        process.waitUntilExit()
        throw Trouble("the server has ended, with \(process.terminationStatus)")
      }
      let message = try Message(try JSONValue(parsing: bytes))
      if case .request(let request) = message { send(.response(Response(id: request.id, result: .success(.null)))) }
      if let value = match(message) { return (time, value) }
      if case .notification(let news) = message, news.method == "window/logMessage" { continue }
      unread.append((time, message))
    }
    return nil
  }

  /// The next message that is wanted and must come.
  func wait<Wanted>(for match: (Message) -> Wanted?) throws -> (time: DispatchTime, value: Wanted) {
    guard let found = try next(within: Self.patience, where: match) else {
      throw Trouble("the server has not answered for a minute")
    }
    return found
  }

  /// The answer to a request, an error for an error.
  func answer(to id: RequestID) throws -> (time: DispatchTime, value: Result<JSONValue, ResponseError>) {
    try wait { if case .response(let response) = $0, response.id == id { response.result } else { nil } }
  }

  /// The result of a request and when it came.
  func result(of id: RequestID) throws -> (time: DispatchTime, value: JSONValue) {
    let (time, answer) = try answer(to: id)
    switch answer {
    case .success(let result): return (time, result)
    case .failure(let error): throw Trouble("the server answers with an error: \(error.message)")
    }
  }

  @discardableResult
  func call(_ method: String, _ params: JSONValue? = nil) throws -> JSONValue {
    try result(of: ask(method, params)).value
  }

  /// Findings, and what else has come, that nobody waits for.
  func forgetFindings() { unread.removeAll() }

  /// Ends the session in order.
  func finish() throws {
    try call("shutdown")
    notify("exit")
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Trouble("the server ended with \(process.terminationStatus)") }
  }

  /// Memory of the server in bytes: `VmRSS`, or `VmHWM` for the most that it was.
  func memory(_ field: String = "VmRSS") throws -> Double {
    let status = try InputFile.bytes(of: FilePath("/proc/\(processID)/status"), atMost: 1 << 16)
    for line in String(decoding: status, as: UTF8.self).split(separator: "\n") where line.hasPrefix(field + ":") {
      let number = line.split(separator: " ").dropFirst().first.flatMap { Double($0) }
      if let number { return number * 1024 }
    }
    throw Trouble("the memory of process \(processID) cannot be read")
  }
}

extension DispatchTime {
  /// Seconds from an earlier time to this one.
  func seconds(since start: DispatchTime) -> Double {
    Double(uptimeNanoseconds) * 1e-9 - Double(start.uptimeNanoseconds) * 1e-9
  }
}

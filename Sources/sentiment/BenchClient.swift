import BERT
import Dispatch
import Foundation
import JSON
import JSONRPC

/// A language client for measurements: starts a server and notes when the last byte of each of its messages has come.
final class BenchClient {
  /// A message of the server and when it had come.
  struct Arrival {
    var time: DispatchTime
    var message: Message
  }

  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private let frames = EventQueue<(DispatchTime, Frame?)>()
  private var waiting: [Arrival] = []
  private var lastID: Int64 = 0
  private static let patience = DispatchTimeInterval.seconds(60)

  /// - Throws: `Trouble` where the server cannot be started.
  init(_ executable: String, _ arguments: [String]) throws {
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = arguments
    process.standardInput = input
    process.standardOutput = output
    do { try process.run() } catch { throw Trouble("\(executable) cannot be started: \(error)") }
    let (frames, descriptor) = (frames, output.fileHandleForReading.fileDescriptor)
    Thread.detachNewThread {
      var splitter = FrameSplitter(.lsp)
      var chunk = [UInt8](repeating: 0, count: 1 << 20)
      while true {
        let count = unsafe chunk.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return frames.push((.now(), nil)) }
        splitter.append(chunk[..<count])
        while let frame = splitter.next() { frames.push((.now(), frame)) }
      }
    }
  }

  /// The server's process.
  var processID: Int32 { process.processIdentifier }

  // MARK: Sending

  private func send(_ message: Message) throws {
    let bytes = Framing.lsp.frame(message.json.serialized().utf8)
    do { try input.fileHandleForWriting.write(contentsOf: bytes) } catch {
      throw Trouble("the server takes no more: \(error)")
    }
  }

  func notify(_ method: String, _ params: JSONValue = [:]) throws {
    try send(.notification(Notification(method: method, params: params)))
  }

  /// Sends a request without waiting for its answer.
  func ask(_ method: String, _ params: JSONValue? = nil) throws -> RequestID {
    lastID += 1
    try send(.request(Request(id: .integer(lastID), method: method, params: params)))
    return .integer(lastID)
  }

  // MARK: Receiving

  /// The next message that is wanted; the server's own requests are answered, what it logs is passed over.
  func wait<Wanted>(for match: (Message) -> Wanted?) throws -> (time: DispatchTime, value: Wanted) {
    for (index, arrival) in waiting.enumerated() {
      guard let value = match(arrival.message) else { continue }
      waiting.remove(at: index)
      return (arrival.time, value)
    }
    while true {
      guard let (time, frame) = frames.next(until: .now() + Self.patience) else {
        throw Trouble("the server has not answered for a minute")
      }
      guard case .body(let bytes) = frame else { throw Trouble("the server has ended") }
      let message = try Message(try JSONValue(parsing: bytes))
      if let value = match(message) { return (time, value) }
      switch message {
      case .request(let request): try send(.response(Response(id: request.id, result: .success(.null))))
      case .notification(let news) where news.method == "textDocument/publishDiagnostics":
        waiting.append(Arrival(time: time, message: message))
      case .notification: break
      case .response: waiting.append(Arrival(time: time, message: message))
      }
    }
  }

  /// The answer to a request, an error for an error where one is wanted.
  func answer(to id: RequestID) throws -> (time: DispatchTime, value: Result<JSONValue, ResponseError>) {
    try wait { if case .response(let response) = $0, response.id == id { response.result } else { nil } }
  }

  @discardableResult
  func call(_ method: String, _ params: JSONValue? = nil) throws -> JSONValue {
    switch try answer(to: ask(method, params)).value {
    case .success(let result): return result
    case .failure(let error): throw Trouble("the server refuses \(method): \(error.message)")
    }
  }

  /// The next findings of a document: their version and number.
  func findings(of uri: String) throws -> (time: DispatchTime, value: (version: Int?, count: Int)) {
    try wait { message in
      guard case .notification(let news) = message, news.method == "textDocument/publishDiagnostics",
        news.params?["uri"]?.stringValue == uri
      else { return nil }
      return (news.params?["version"]?.intValue, news.params?["diagnostics"]?.arrayValue?.count ?? 0)
    }
  }

  /// Findings that nobody waits for.
  func forgetFindings() { waiting.removeAll() }

  /// Ends the session in order.
  func finish() throws {
    try call("shutdown")
    try notify("exit")
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Trouble("the server ended with \(process.terminationStatus)") }
  }
}

// MARK: - Documents

extension BenchClient {
  func initialize() throws {
    let shows: JSONValue = [
      "publishDiagnostics": ["relatedInformation": true], "hover": ["contentFormat": ["markdown"]],
    ]
    try call("initialize", ["capabilities": ["textDocument": shows]])
    try notify("initialized")
  }

  func open(_ uri: String, _ text: String, language: String = "plaintext") throws {
    let document: JSONValue = [
      "uri": .string(uri), "languageId": .string(language), "version": 1, "text": .string(text),
    ]
    try notify("textDocument/didOpen", ["textDocument": document])
  }

  func close(_ uri: String) throws {
    try notify("textDocument/didClose", ["textDocument": ["uri": .string(uri)]])
  }

  /// Puts text in the place of some characters of a line.
  func edit(_ uri: String, version: Int, line: Int, _ characters: Range<Int>, _ text: String) throws {
    func position(_ character: Int) -> JSONValue {
      ["line": .integer(Int64(line)), "character": .integer(Int64(character))]
    }
    let change: JSONValue = [
      "range": ["start": position(characters.lowerBound), "end": position(characters.upperBound)],
      "text": .string(text),
    ]
    try notify(
      "textDocument/didChange",
      [
        "textDocument": ["uri": .string(uri), "version": .integer(Int64(version))], "contentChanges": [change],
      ])
  }

  /// Waits until the model has read all that is open.
  func waitUntilRead() throws {
    while try call("sentiment/status")["unread"] != 0 { usleep(20_000) }
  }

  /// Memory of the server in bytes: `VmRSS`, or `VmHWM` for the most that it was.
  func memory(_ field: String = "VmRSS") throws -> Double {
    let status = String(decoding: try readWhole(path: "/proc/\(processID)/status"), as: UTF8.self)
    for line in status.split(separator: "\n") where line.hasPrefix(field + ":") {
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

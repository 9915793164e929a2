import Dispatch
import JSON

/// A connection that receives messages on a reading thread and sends them on a serial queue.
///
/// Reading does not wait for writing, so that two peers with full pipes cannot deadlock. Only with very many unanswered
/// requests reading pauses, to limit memory.
public struct Connection: Sendable {
  /// An item of the incoming stream.
  public enum Incoming: Sendable, Hashable {
    case message(Message)
    /// A frame that is not a valid message; the sender gets its error as the response.
    case invalid(InvalidMessage)
    /// A message about bytes outside any frame.
    case malformed(String)
    /// The end of the stream.
    case end
  }

  private let read: @Sendable () -> [UInt8]
  private let write: @Sendable ([UInt8]) -> Bool
  private let framing: Framing
  private let writer = SupersedingQueue(label: "jsonrpc.writer")
  private let openRequests: DispatchSemaphore

  /// The maximum number of requests without a written response; then reading pauses.
  private static let openRequestLimit = 1 << 15

  /// Connects two streams.
  ///
  /// - Parameters:
  ///   - read: waits for bytes; an empty array means the end of the stream.
  ///   - write: writes one whole frame; false means that the peer has closed the stream.
  public init(
    framing: Framing, read: @escaping @Sendable () -> [UInt8], write: @escaping @Sendable ([UInt8]) -> Bool
  ) {
    self.framing = framing
    self.read = read
    self.write = write
    // Counts up from zero, because Dispatch traps if a semaphore is released below its initial value.
    openRequests = DispatchSemaphore(value: 0)
    for _ in 0..<Self.openRequestLimit { openRequests.signal() }
  }

  /// Starts the reading thread, which calls `receive` for each incoming item and finally with `.end`.
  public func start(_ receive: @escaping @Sendable (Incoming) -> Void) {
    DispatchQueue(label: "jsonrpc.reader").async { [framing, read, openRequests] in
      var splitter = FrameSplitter(framing)
      var isOpen = true
      while isOpen {
        let bytes = read()
        isOpen = !bytes.isEmpty
        splitter.append(bytes)
        while let frame = isOpen ? splitter.next() : splitter.finish() {
          let incoming = Incoming(consume frame)
          if incoming.needsResponse { openRequests.wait() }
          receive(incoming)
        }
      }
      receive(.end)
    }
  }

  /// Enqueues a message and returns at once.
  ///
  /// - Parameters:
  ///   - name: a queued message of the same name is replaced, so that a slow reader leaves at most one in the queue.
  ///   - message: creates the message on the writer's thread when its turn comes.
  public func send(replacing name: [UInt8]? = nil, _ message: @escaping @Sendable () -> Outgoing) {
    writer.async(replacing: name) { write(message()) }
  }

  private func write(_ message: Outgoing) {
    // Ignores a failed write: the peer has closed the stream, and the reading thread is about to see its end.
    switch message {
    case .message(let message):
      _ = write(framing.frame(message.json.serialized().utf8))
      if case .response = message { openRequests.signal() }
    case .notification(let method, let params):
      _ = write(framing.frame(body("method", .string(method), "params", params)))
    case .response(let id, let result):
      _ = write(framing.frame(body("id", id.json, "result", result)))
      openRequests.signal()
    }
  }

  /// An outgoing message: a value, or a message whose parameters or result are already JSON text.
  public enum Outgoing: Sendable {
    case message(Message)
    case notification(method: String, params: [UInt8])
    case response(RequestID, result: [UInt8])
  }

  /// Waits until all sent messages are written. Calls `shouldWait` every second, because the peer may have stopped reading.
  ///
  /// - Parameter queues: queues whose work may send messages; waits for that work first.
  public func flush(behind queues: [SupersedingQueue] = [], while shouldWait: () -> Bool) {
    let written = DispatchSemaphore(value: 0)
    for queue in queues + [writer] { queue.async { writer.async { written.signal() } } }
    for _ in 0...queues.count {
      while written.wait(timeout: .now() + .seconds(1)) == .timedOut { if !shouldWait() { return } }
    }
  }
}

/// A message with two members, the second of which is already JSON text.
private func body(_ key: String, _ value: JSONValue, _ textKey: String, _ text: [UInt8]) -> [UInt8] {
  var writer = JSONWriter()
  writer.beginObject()
  writer.key("jsonrpc")
  writer.string("2.0")
  writer.key(key)
  writer.value(value)
  writer.key(textKey)
  writer.text(text)
  writer.endObject()
  return writer.bytes
}

extension Connection.Incoming {
  /// Whether exactly one response must follow.
  fileprivate var needsResponse: Bool {
    switch self {
    case .message(.request), .invalid: true
    case .message, .malformed, .end: false
    }
  }

  /// Parses a frame; frees the bytes of a long one before returning the values.
  init(_ frame: consuming Frame) {
    if case .malformed(let reason) = frame {
      self = .malformed(reason)
      return
    }
    // Takes the bytes out of the frame, so that they are uniquely referenced and parsed without a copy.
    let bytes = (consume frame).takenBody()
    do {
      self = .message(try Message(JSONValue(parsing: consume bytes)))
    } catch let error as InvalidMessage {
      self = .invalid(error)
    } catch {
      self = .invalid(InvalidMessage(error: ResponseError(.parseError, "The message is not valid JSON: \(error)")))
    }
  }
}

extension Frame {
  fileprivate consuming func takenBody() -> [UInt8] {
    if case .body(let bytes) = self { bytes } else { [] }
  }
}

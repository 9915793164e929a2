import Dispatch
import JSON

/// Two streams of bytes that carry messages: a thread that reads, and a serial queue that writes.
///
/// Reading does not wait for writing, so that two peers with full pipes cannot lock each other up, until very many
/// requests are without a written answer: then memory would go before the other side's patience.
public struct Connection: Sendable {
  /// What the reading thread hands on, in the order of the stream.
  public enum Incoming: Sendable, Hashable {
    case message(Message)
    /// Bytes that were framed as a message and are none; the sender is owed this answer.
    case invalid(InvalidMessage)
    /// Bytes that belong to no message, told in one sentence.
    case malformed(String)
    /// The other side will send no more.
    case end
  }

  private let read: @Sendable () -> [UInt8]
  private let write: @Sendable ([UInt8]) -> Bool
  private let framing: Framing
  private let writer = SupersedingQueue(label: "jsonrpc.writer")
  private let openRequests: DispatchSemaphore

  /// How many requests may wait for their answer to be written before reading pauses.
  private static let mostOpenRequests = 1 << 15

  /// Connects two streams.
  ///
  /// - Parameters:
  ///   - read: waits for bytes; none means the end of the stream.
  ///   - write: writes one whole frame; false means that nobody reads any more.
  public init(
    framing: Framing, read: @escaping @Sendable () -> [UInt8], write: @escaping @Sendable ([UInt8]) -> Bool
  ) {
    self.framing = framing
    self.read = read
    self.write = write
    // Counted up from zero: Dispatch insists that a semaphore ends at no less than it began with.
    openRequests = DispatchSemaphore(value: 0)
    for _ in 0..<Self.mostOpenRequests { openRequests.signal() }
  }

  /// Starts the reading thread, which calls `receive` for everything that comes in and last of all with `.end`.
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
          if incoming.isOwedAnswer { openRequests.wait() }
          receive(incoming)
        }
      }
      receive(.end)
    }
  }

  /// Sends a message after those sent before it, without waiting.
  ///
  /// - Parameters:
  ///   - name: where a message of this name waits to be written, the new one takes its place: however slowly the other side
  ///     reads, only one is kept.
  ///   - message: made on the writer's thread when its turn comes.
  public func send(inPlaceOf name: [UInt8]? = nil, _ message: @escaping @Sendable () -> Outgoing) {
    writer.async(inPlaceOf: name) { write(message()) }
  }

  private func write(_ message: Outgoing) {
    // A failed write means that the reader is about to see the end of its stream, too: there is nobody left to tell.
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

  /// What is sent: a message, or one whose parameters or result are JSON text already.
  public enum Outgoing: Sendable {
    case message(Message)
    case notification(method: String, params: [UInt8])
    case response(RequestID, result: [UInt8])
  }

  /// Waits until everything sent has been written. Since the other side may have stopped reading, `isWorthWaiting` is asked
  /// each second whether to go on.
  ///
  /// - Parameter queues: what was asked for there is sent, too.
  public func flush(behind queues: [SupersedingQueue] = [], while isWorthWaiting: () -> Bool) {
    let written = DispatchSemaphore(value: 0)
    for queue in queues + [writer] { queue.async { writer.async { written.signal() } } }
    for _ in 0...queues.count {
      while written.wait(timeout: .now() + .seconds(1)) == .timedOut { if !isWorthWaiting() { return } }
    }
  }
}

/// A message of two members, the second of which is text already.
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
  /// Whether exactly one response follows.
  fileprivate var isOwedAnswer: Bool {
    switch self {
    case .message(.request), .invalid: true
    case .message, .malformed, .end: false
    }
  }

  /// What a frame holds; the bytes of a long one are freed before its values are handed on.
  init(_ frame: consuming Frame) {
    if case .malformed(let reason) = frame {
      self = .malformed(reason)
      return
    }
    // Taken out of the frame, so that nobody else holds the bytes and they are read without a copy.
    let bytes = (consume frame).takenBody()
    do {
      self = .message(try Message(JSONValue(parsing: consume bytes)))
    } catch let error as InvalidMessage {
      self = .invalid(error)
    } catch {
      self = .invalid(InvalidMessage(error: ResponseError(.parseError, "The message cannot be read as JSON: \(error)")))
    }
  }
}

extension Frame {
  fileprivate consuming func takenBody() -> [UInt8] {
    if case .body(let bytes) = self { bytes } else { [] }
  }
}

import Dispatch
public import Logging
import Synchronization

/// A log with one line an event, `12.345 warning: …`: the seconds since the log began, and the level.
///
/// Logging never waits: if the log is not read, lines are dropped and counted.
public struct LineLog: LogHandler {
  /// The lowest level to log.
  public var logLevel: Logger.Level
  /// Stored, but not written.
  public var metadata: Logger.Metadata = [:]
  /// Stored, but not used.
  public var metadataProvider: Logger.MetadataProvider?
  private let outlet: Outlet
  private let start = DispatchTime.now()

  /// A log of the events from `level` up. `write` appends a line.
  public init(level: Logger.Level, write: @escaping @Sendable ([UInt8]) throws -> Void) {
    outlet = Outlet(write)
    logLevel = level
  }

  /// Stored, but not written.
  public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  /// Logs an event.
  public func log(event: LogEvent) {
    let milliseconds = (DispatchTime.now().uptimeNanoseconds - start.uptimeNanoseconds) / 1_000_000
    let fraction = String(milliseconds % 1000 + 1000).dropFirst()
    outlet.append(
      Array("\(milliseconds / 1000).\(fraction) \(event.level): \(plainText("\(event.message)"))\n".utf8))
  }

  /// Waits until all lines are written, one second at most.
  public func flush() { outlet.flush() }
}

/// Writes lines on a queue of its own.
private final class Outlet: Sendable {
  private static let waitingLimit = 1 << 20
  private let write: @Sendable ([UInt8]) throws -> Void
  private let queue = DispatchQueue(label: "sentiment.log")
  private let waiting = Atomic(0)
  private let droppedCount = Atomic(0)

  init(_ write: @escaping @Sendable ([UInt8]) throws -> Void) { self.write = write }

  func append(_ line: [UInt8]) {
    guard waiting.load(ordering: .relaxed) + line.count <= Self.waitingLimit else {
      droppedCount.add(1, ordering: .relaxed)
      return
    }
    waiting.add(line.count, ordering: .relaxed)
    queue.async { [self] in
      let count = droppedCount.exchange(0, ordering: .relaxed)
      // A line that cannot be written is lost: there is no other place for it.
      do {
        if count > 0 { try write(Array("… \(count) lines were dropped\n".utf8)) }
        try write(line)
      } catch {}
      waiting.subtract(line.count, ordering: .relaxed)
    }
  }

  func flush() {
    let written = DispatchSemaphore(value: 0)
    queue.async { written.signal() }
    _ = written.wait(timeout: .now() + .seconds(1))
  }
}

import Dispatch
public import Logging
import Synchronization

/// A log of one line an event, `12.345 warning: …`, with the seconds since the log began.
///
/// Logging never waits: where nobody reads the log, lines are left out and counted.
public struct LineLog: LogHandler {
  /// The least level that is logged.
  public var logLevel: Logger.Level
  /// Kept, but not written.
  public var metadata: Logger.Metadata = [:]
  /// Kept, but not asked.
  public var metadataProvider: Logger.MetadataProvider?
  private let outlet: Outlet
  private let start = DispatchTime.now()

  /// A log of the events from `level` up, whose lines `write` appends.
  public init(level: Logger.Level, write: @escaping @Sendable ([UInt8]) throws -> Void) {
    outlet = Outlet(write)
    logLevel = level
  }

  /// Kept, but not written.
  public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  /// Appends a line.
  public func log(event: LogEvent) {
    let milliseconds = (DispatchTime.now().uptimeNanoseconds - start.uptimeNanoseconds) / 1_000_000
    let fraction = String(milliseconds % 1000 + 1000).dropFirst()
    outlet.append(
      Array("\(milliseconds / 1000).\(fraction) \(event.level): \(plainText("\(event.message)"))\n".utf8))
  }

  /// Waits until all lines are written, a second at most.
  public func flush() { outlet.flush() }
}

/// Writes lines one after the other, on a queue of its own.
private final class Outlet: Sendable {
  private static let mostWaiting = 1 << 20
  private let write: @Sendable ([UInt8]) throws -> Void
  private let queue = DispatchQueue(label: "sentiment.log")
  private let waiting = Atomic(0)
  private let leftOut = Atomic(0)

  init(_ write: @escaping @Sendable ([UInt8]) throws -> Void) { self.write = write }

  func append(_ line: [UInt8]) {
    guard waiting.load(ordering: .relaxed) + line.count <= Self.mostWaiting else {
      leftOut.add(1, ordering: .relaxed)
      return
    }
    waiting.add(line.count, ordering: .relaxed)
    queue.async { [self] in
      let count = leftOut.exchange(0, ordering: .relaxed)
      // Lines are lost where nobody reads them, or there is no room.
      do {
        if count > 0 { try write(Array("… \(count) lines were left out\n".utf8)) }
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

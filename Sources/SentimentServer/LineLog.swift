import Dispatch
public import JSONRPC
public import Logging

/// A log of one line an event, `12.345 warning: …`, with the seconds since the log began.
public struct LineLog: LogHandler {
  /// The least level that is logged.
  public var logLevel: Logger.Level
  /// Kept, but not written.
  public var metadata: Logger.Metadata = [:]
  /// Kept, but not asked.
  public var metadataProvider: Logger.MetadataProvider?
  private let file: FileDescriptor
  private let start = DispatchTime.now()

  /// A log of the events from `level` up.
  public init(to file: FileDescriptor, level: Logger.Level) {
    self.file = file
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
    file.write(Array("\(milliseconds / 1000).\(fraction) \(event.level): \(event.message)\n".utf8))
  }
}

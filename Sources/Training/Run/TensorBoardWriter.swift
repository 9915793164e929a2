import BERT
public import Files
public import Foundation

/// Appends metrics to an event file that TensorBoard reads while it grows.
///
/// The file is a sequence of records. Each is an `Event` of tensorflow/core/util/event.proto in protocol-buffer form,
/// framed as tensorflow/core/lib/io/record_writer.h specifies. Every call writes whole records, so a reader never sees
/// part of one.
public final class TensorBoardWriter: Sendable {
  /// `FOLDER/events.out.tfevents.SECONDS.HOST.PROCESS`.
  public var path: FilePath { file.path }
  private let file: AppendedFile

  /// Creates the folder, if missing, and a new file in it.
  ///
  /// - Parameters:
  ///   - step: the first step of a resumed training: TensorBoard forgets what older files say about it and later steps.
  ///   - now: seconds since 1970.
  public init(folder: String, resumingAt step: Int? = nil, now: Double = Date().timeIntervalSince1970)
    throws(FileError)
  {
    try Folder.make(FilePath(text: folder))
    let host = String(ProcessInfo.processInfo.hostName.filter { $0.isLetter || $0.isNumber || $0 == "-" })
    let name = String(format: "events.out.tfevents.%010.0f.%@.%d", now, host, getpid())
    file = try AppendedFile(FilePath(text: folder).appending(name))
    var records = Self.record(.fileVersion, wallTime: now, step: 0)
    if let step { records += Self.record(.start, wallTime: now, step: step) }
    try file.append(records)
  }

  /// Writes the metrics of one step, such as `("eval/accuracy", 0.91)`; the part before the slash is the group.
  public func write(
    step: Int, _ metrics: [(name: String, value: Double)], now: Double = Date().timeIntervalSince1970
  ) throws(FileError) {
    guard !metrics.isEmpty else { return }
    try file.append(Self.record(.summary(metrics), wallTime: now, step: step))
  }

  /// The content of an event.
  enum Content {
    case fileVersion
    case start
    case summary([(name: String, value: Double)])
  }

  /// A record: length, its checksum, event, its checksum; numbers are little-endian.
  static func record(_ content: Content, wallTime: Double, step: Int) -> [UInt8] {
    var event = ProtocolBuffer()
    event.add(1, wallTime)
    if step != 0 { event.add(2, UInt64(bitPattern: Int64(step))) }  // zeros are left out
    switch content {
    case .fileVersion: event.add(3, Array("brain.Event:2".utf8))
    case .start:
      var session = ProtocolBuffer()
      session.add(1, UInt64(1))  // START
      event.add(7, session.bytes)
    case .summary(let metrics):
      var summary = ProtocolBuffer()
      for (name, number) in metrics {
        var value = ProtocolBuffer()
        value.add(1, Array(name.utf8))
        value.add(2, Float(number))
        summary.add(1, value.bytes)
      }
      event.add(5, summary.bytes)
    }
    let length = littleEndian(UInt64(event.bytes.count))
    return length + littleEndian(maskedChecksum(length)) + event.bytes + littleEndian(maskedChecksum(event.bytes))
  }
}

/// CRC-32C, rotated and shifted, since the checksum of data that contain checksums would be weak otherwise.
private func maskedChecksum(_ bytes: [UInt8]) -> UInt32 {
  let checksum = ~bytes.reduce(UInt32.max) { $0 >> 8 ^ checksumTable[Int(($0 ^ UInt32($1)) & 0xFF)] }
  return (checksum >> 15 | checksum << 17) &+ 0xA282_EAD8
}

/// The CRC of each byte by Castagnoli's polynomial, bits reversed.
private let checksumTable: [UInt32] = (0..<256).map { byte in
  (0..<8).reduce(UInt32(byte)) { rest, _ in rest & 1 == 1 ? rest >> 1 ^ 0x82F6_3B78 : rest >> 1 }
}

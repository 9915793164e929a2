import Foundation

/// Reads event files like TensorBoard.
enum TensorBoardEvents {
  /// A point of a curve; without a value for metrics that depend on time.
  struct Point: Hashable {
    var step: Int
    var name: String
    var value: Float?
  }

  /// The points of all files in a folder by step and name. A later run that starts at a step replaces that step and later ones.
  static func points(inFolder folder: URL) throws -> (shown: [Point], forgotten: Int) {
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    let events = try files.flatMap { try Self.events(in: Array(Data(contentsOf: $0))) }.enumerated()
      .sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }.map(\.element)
    var (shown, forgotten) = ([Point](), 0)
    for event in events {
      if event.isStart {
        forgotten += shown.count { $0.step >= event.step }
        shown.removeAll { $0.step >= event.step }
      }
      shown += event.points
    }
    return (shown.sorted { ($0.step, $0.name) < ($1.step, $1.name) }, forgotten)
  }

  private struct Event {
    var time = 0.0
    var step = 0
    var isStart = false
    var points: [Point] = []
  }

  /// Parses records: length (8 bytes), its checksum (4), event, its checksum (4).
  private static func events(in bytes: [UInt8]) throws -> [Event] {
    var (events, rest) = ([Event](), bytes[...])
    while !rest.isEmpty {
      let length = Int(littleEndian(rest.prefix(8)))
      guard rest.count >= length + 16 else { throw CocoaError(.fileReadCorruptFile) }
      events.append(event(rest.dropFirst(12).prefix(length)))
      rest = rest.dropFirst(length + 16)
    }
    return events
  }

  private static func event(_ bytes: ArraySlice<UInt8>) -> Event {
    let fields = Self.fields(bytes)
    var event = Event()
    for (number, content) in fields {
      switch number {
      case 1: event.time = Double(bitPattern: littleEndian(content))
      case 2: event.step = Int(littleEndian(content))
      case 7: event.isStart = true
      default: break
      }
    }
    for (number, summary) in fields where number == 5 {
      for (number, value) in self.fields(summary) where number == 1 {
        let parts = Dictionary(self.fields(value)) { $1 }
        guard let name = parts[1], let number = parts[2], number.count == 4 else { continue }
        let text = String(decoding: name, as: UTF8.self)
        let dependsOnTime = text.hasSuffix("runtime") || text.hasSuffix("per_second")
        let value = Float(bitPattern: UInt32(littleEndian(number)))
        event.points.append(Point(step: event.step, name: text, value: dependsOnTime ? nil : value))
      }
    }
    return event
  }

  /// The fields of a protocol-buffer message; varints as eight bytes.
  private static func fields(_ bytes: ArraySlice<UInt8>) -> [(number: Int, content: ArraySlice<UInt8>)] {
    var (found, rest) = ([(number: Int, content: ArraySlice<UInt8>)](), bytes)
    func varint() -> UInt64 {
      var (value, shift) = (UInt64(0), UInt64(0))
      while let byte = rest.popFirst() {
        value |= UInt64(byte & 0x7F) << shift
        shift += 7
        if byte & 0x80 == 0 { break }
      }
      return value
    }
    while !rest.isEmpty {
      let key = varint()
      let content: ArraySlice<UInt8>
      switch key & 7 {
      case 0:
        let value = varint()
        content = (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }[...]
      case 1: content = rest.prefix(8)
      case 5: content = rest.prefix(4)
      default:
        let length = Int(varint())
        content = rest.prefix(length)
      }
      if key & 7 != 0 { rest = rest.dropFirst(content.count) }
      found.append((Int(key >> 3), content))
    }
    return found
  }

  private static func littleEndian(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}

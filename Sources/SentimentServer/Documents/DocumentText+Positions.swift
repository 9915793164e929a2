// The only file that converts positions. Everywhere else an offset counts bytes of UTF-8.

import LanguageServerProtocol

extension DocumentText {
  /// The offset of a position. An invalid position becomes the nearest valid one before it: behind the end of a line its end,
  /// behind the last line the end of the text, inside a scalar its start.
  func offset(of position: Position, in encoding: PositionEncoding) -> Int {
    guard position.line >= 0 else { return 0 }
    guard position.line < lineStarts.count else { return bytes.count }
    let line = content(ofLine: position.line)
    var units = position.character
    var offset = line.lowerBound
    while offset < line.upperBound {
      let scalar = ScalarWidth(leadByte: bytes[offset])
      guard units >= scalar.units(in: encoding) else { break }
      units -= scalar.units(in: encoding)
      offset += scalar.bytes
    }
    return offset
  }

  /// The position of an offset, which must be the start of a scalar or the end of the text.
  func position(of offset: Int, in encoding: PositionEncoding) -> Position {
    PositionCounter(self, encoding).position(of: offset)
  }

  /// The offsets of a range, whose ends may come in either order.
  func offsets(of range: PositionRange, in encoding: PositionEncoding) -> Range<Int> {
    let start = offset(of: range.start, in: encoding)
    let end = offset(of: range.end, in: encoding)
    return min(start, end)..<max(start, end)
  }

  /// The positions of a range of offsets.
  func range(of offsets: Range<Int>, in encoding: PositionEncoding) -> PositionRange {
    PositionCounter(self, encoding).range(of: offsets)
  }
}

/// Converts ascending offsets into positions. Each counts from the previous one, so that many in one long line cost no more than
/// one.
struct PositionCounter {
  private let text: DocumentText
  private let encoding: PositionEncoding
  private var offset = 0
  private var place = Position(line: 0, character: 0)

  init(_ text: DocumentText, _ encoding: PositionEncoding) {
    self.text = text
    self.encoding = encoding
  }

  /// Advances to an offset, which must be the start of a scalar or the end of the text.
  mutating func advance(to offset: Int) {
    place = position(of: offset)
    self.offset = offset
  }

  /// The position of an offset, which must be the start of a scalar or the end of the text.
  func position(of target: Int) -> Position {
    let line = text.line(at: target)
    let content = text.content(ofLine: line)
    let isOnward = line == place.line && offset >= content.lowerBound && offset <= target
    var units = isOnward ? place.character : 0
    var current = isOnward ? offset : content.lowerBound
    while current < min(target, content.upperBound) {
      let scalar = ScalarWidth(leadByte: text.bytes[current])
      units += scalar.units(in: encoding)
      current += scalar.bytes
    }
    return Position(line: line, character: units)
  }

  /// The positions of a range of offsets.
  func range(of offsets: Range<Int>) -> PositionRange {
    PositionRange(start: position(of: offsets.lowerBound), end: position(of: offsets.upperBound))
  }
}

/// The length of a scalar by its first byte; the text is valid UTF-8.
private struct ScalarWidth {
  let bytes: Int

  init(leadByte: UInt8) {
    bytes = leadByte < 0x80 ? 1 : leadByte < 0xE0 ? 2 : leadByte < 0xF0 ? 3 : 4
  }

  func units(in encoding: PositionEncoding) -> Int {
    switch encoding {
    case .utf8: bytes
    case .utf16: bytes == 4 ? 2 : 1
    case .utf32: 1
    }
  }
}

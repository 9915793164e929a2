/// A line and a column, both counted from 1; columns count Unicode scalars.
struct LineColumn: Hashable {
  var line: Int
  var column: Int
}

/// Converts ascending UTF-8 offsets of a text to lines and columns in one pass.
struct LineColumnCounter {
  private let bytes: [UInt8]
  private var offset = 0
  private var current = LineColumn(line: 1, column: 1)

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Advances to an offset; does nothing if the counter is past it.
  mutating func advance(to target: Int) {
    while offset < min(target, bytes.count) {
      let isReturn = bytes[offset] == UInt8(ascii: "\r")
      if bytes[offset] == UInt8(ascii: "\n") || isReturn {
        if isReturn, offset + 1 < bytes.count, bytes[offset + 1] == UInt8(ascii: "\n") { offset += 1 }
        current = LineColumn(line: current.line + 1, column: 1)
      } else if bytes[offset] & 0xC0 != 0x80 {
        current.column += 1
      }
      offset += 1
    }
  }

  /// Start and end of a range that starts at or after the counter.
  func convert(_ range: Range<Int>) -> (start: LineColumn, end: LineColumn) {
    var counter = self
    counter.advance(to: range.lowerBound)
    let start = counter.current
    counter.advance(to: range.upperBound)
    return (start, counter.current)
  }
}

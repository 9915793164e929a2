/// The text of a document, as UTF-8 with the start of every line.
struct DocumentText: Sendable {
  private(set) var bytes: [UInt8]
  /// Lines end at LF, CR LF or CR; the first one starts at zero.
  private(set) var lineStarts: [Int]

  init(_ text: String) {
    bytes = Array(text.utf8)
    lineStarts = Self.findLineStarts(bytes)
  }

  var string: String { String(decoding: bytes, as: UTF8.self) }

  /// Puts `text` in the place of a range, which must lie between scalars.
  mutating func replace(_ range: Range<Int>, with text: String) {
    bytes.replaceSubrange(range, with: text.utf8)
    lineStarts = Self.findLineStarts(bytes)
  }

  /// The bytes of a line, without the line end.
  func content(ofLine line: Int) -> Range<Int> {
    let start = lineStarts[line]
    var end = line + 1 < lineStarts.count ? lineStarts[line + 1] : bytes.count
    if line + 1 < lineStarts.count {
      if end > start, bytes[end - 1] == newline { end -= 1 }
      if end > start, bytes[end - 1] == carriageReturn { end -= 1 }
    }
    return start..<end
  }

  /// The line that holds a byte.
  func line(at offset: Int) -> Int {
    var low = 0
    var high = lineStarts.count
    // Invariant: lineStarts[low] <= offset, and every start from `high` on is behind it.
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low
  }

  private static func findLineStarts(_ bytes: [UInt8]) -> [Int] {
    var starts = [0]
    for (index, byte) in bytes.enumerated() where byte == newline || byte == carriageReturn {
      let isFirstOfTwo = byte == carriageReturn && index + 1 < bytes.count && bytes[index + 1] == newline
      if !isFirstOfTwo { starts.append(index + 1) }
    }
    return starts
  }
}

private let newline = UInt8(ascii: "\n")
private let carriageReturn = UInt8(ascii: "\r")

/// The lines of a text, as ranges without their line breaks: LF, CR LF or CR. A byte-order mark is skipped.
package struct Lines: Sequence, IteratorProtocol {
  private let bytes: [UInt8]
  /// The start of the next line.
  var position: Int

  /// Starts at the beginning of the text.
  package init(_ bytes: [UInt8]) {
    self.bytes = bytes
    position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  /// The next line, which may be empty.
  package mutating func next() -> Range<Int>? {
    guard position < bytes.count else { return nil }
    let start = position
    let end = bytes.endOfLine(from: start)
    position = bytes.afterLineBreak(at: end)
    return start..<end
  }
}

extension [UInt8] {
  /// The end of the line that contains `start`.
  func endOfLine(from start: Int) -> Int {
    let bytes = span
    var index = start
    while index < bytes.count, bytes[index] > 0x0D || bytes[index] != 0x0A && bytes[index] != 0x0D { index += 1 }
    return index
  }

  /// The start of the next line, after the line break at `index`.
  func afterLineBreak(at index: Int) -> Int {
    guard index < count else { return count }
    return self[index] == 0x0D && index + 1 < count && self[index + 1] == 0x0A ? index + 2 : index + 1
  }

  /// A range without leading and trailing white space.
  func trimmed(_ range: Range<Int>) -> Range<Int> {
    var start = range.lowerBound
    while start < range.upperBound {
      let length = lengthOfWhiteSpace(at: start, before: range.upperBound)
      if length == 0 { break }
      start += length
    }
    var end = range.upperBound
    while end > start {
      let length = lengthOfWhiteSpace(after: start, before: end)
      if length == 0 { break }
      end -= length
    }
    return start..<end
  }

  /// The length of the white space, control character or byte-order mark at `index`; 0 if there is none.
  func lengthOfWhiteSpace(at index: Int, before end: Int) -> Int {
    let byte = self[index]
    if byte <= 0x20 { return 1 }
    if byte < 0xC2 { return 0 }
    if byte == 0xC2 { return index + 1 < end && (self[index + 1] == 0xA0 || self[index + 1] == 0x85) ? 2 : 0 }
    guard index + 2 < end else { return 0 }
    switch (byte, self[index + 1], self[index + 2]) {
    case (0xE1, 0x9A, 0x80), (0xE2, 0x81, 0x9F), (0xE3, 0x80, 0x80), (0xEF, 0xBB, 0xBF): return 3
    case (0xE2, 0x80, 0x80...0x8A), (0xE2, 0x80, 0xA8...0xA9), (0xE2, 0x80, 0xAF): return 3
    default: return 0
    }
  }

  private func lengthOfWhiteSpace(after start: Int, before end: Int) -> Int {
    let last = self[end - 1]
    if last < 0x80 { return last <= 0x20 ? 1 : 0 }
    if end - start >= 2, lengthOfWhiteSpace(at: end - 2, before: end) == 2 { return 2 }
    return end - start >= 3 && lengthOfWhiteSpace(at: end - 3, before: end) == 3 ? 3 : 0
  }
}

extension StringProtocol {
  /// The text without leading and trailing white space, control characters and byte-order marks.
  package var withoutSpaceAround: String {
    let bytes = Array(utf8)
    return String(decoding: bytes[bytes.trimmed(0..<bytes.count)], as: UTF8.self)
  }
}

import SentimentAnalysis

/// The text of a document, as UTF-8 with the start of every line.
struct DocumentText: Sendable {
  private(set) var bytes: [UInt8]
  /// Lines end at LF, CR LF or CR; the first one starts at zero.
  private(set) var lineStarts: [Int]

  init(_ text: String) { self.init(bytes: Array(text.utf8)) }

  /// - Parameter bytes: valid UTF-8.
  init(bytes: [UInt8]) {
    self.bytes = bytes
    lineStarts = [0]
    // Growing step by step would take up to three times as much memory.
    lineStarts.reserveCapacity(1 + bytes.count { $0 == newline || $0 == carriageReturn })
    Self.appendLineStarts(behind: 0..<bytes.count, of: bytes, to: &lineStarts)
  }

  /// Replaces a range, which must begin and end between scalars.
  mutating func replace(_ range: Range<Int>, with text: String) {
    // CR and LF at the ends of the range may join into one line end, or come apart.
    let first = line(at: max(0, range.lowerBound - 1))
    let last = line(at: range.upperBound)
    let growth = text.utf8.count - range.count
    bytes.replaceSubrange(range, with: text.utf8)
    let end = last + 1 < lineStarts.count ? lineStarts[last + 1] + growth : bytes.count
    var touched: [Int] = []
    Self.appendLineStarts(behind: lineStarts[first]..<end, of: bytes, to: &touched)
    // The start of the next line is found again in the changed lines, since they still end with a line end.
    let kept = last + 1 < lineStarts.count ? last + 2 : last + 1
    for index in kept..<max(kept, lineStarts.count) { lineStarts[index] += growth }
    lineStarts.replaceSubrange(first + 1..<min(kept, lineStarts.count), with: touched)
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

  /// The line end of the first line; LF if there is only one line.
  var lineEnd: [UInt8] {
    lineStarts.count > 1 ? Array(bytes[content(ofLine: 0).upperBound..<lineStarts[1]]) : [newline]
  }

  /// The line that contains an offset.
  func line(at offset: Int) -> Int { lineStarts.partitioningIndex { $0 > offset } - 1 }

  /// Appends the offsets behind the line ends in a range. CR LF is one line end.
  private static func appendLineStarts(behind range: Range<Int>, of bytes: [UInt8], to starts: inout [Int]) {
    for index in range where bytes[index] == newline || bytes[index] == carriageReturn {
      let isFirstOfTwo = bytes[index] == carriageReturn && index + 1 < bytes.count && bytes[index + 1] == newline
      if !isFirstOfTwo { starts.append(index + 1) }
    }
  }
}

private let newline = UInt8(ascii: "\n")
private let carriageReturn = UInt8(ascii: "\r")

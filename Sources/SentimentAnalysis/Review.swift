/// A piece of a document that is read as one review.
public struct Review: Sendable, Hashable {
  /// UTF-8 offsets into the document.
  public var range: Range<Int>
  /// What stands there.
  public var text: String

  /// Finds the reviews in plain text: one a line, or one a paragraph where the lines are hard-wrapped prose.
  ///
  /// Lines end at LF, CR LF or CR. White space around a review is not part of it. Fragments too short to hold an opinion
  /// (under two words, or under four CJK characters) are left alone.
  public static func find(inPlainText document: String) -> [Review] {
    let bytes = Array(document.utf8)
    let lines = trimmedLines(bytes)
    return (isHardWrapped(lines, bytes) ? paragraphs(lines) : lines).compactMap { range in
      let text = String(decoding: bytes[range], as: UTF8.self)
      return isLongEnough(text) ? Review(range: range, text: text) : nil
    }
  }
}

/// Every line's range without the white space around it; a blank line gives an empty range.
private func trimmedLines(_ bytes: [UInt8]) -> [Range<Int>] {
  var lines: [Range<Int>] = []
  var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0  // a byte-order mark is no text
  var index = start
  func trimmed(_ range: Range<Int>) -> Range<Int> {
    var range = range
    while let last = range.last, bytes[last] <= 0x20 { range = range.lowerBound..<last }
    while let first = range.first, bytes[first] <= 0x20 { range = first + 1..<range.upperBound }
    return range
  }
  while index < bytes.count {
    if bytes[index] == UInt8(ascii: "\n") || bytes[index] == UInt8(ascii: "\r") {
      lines.append(trimmed(start..<index))
      let isReturn = bytes[index] == UInt8(ascii: "\r")
      if isReturn, index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "\n") { index += 1 }
      start = index + 1
    }
    index += 1
  }
  lines.append(trimmed(start..<bytes.count))
  return lines
}

/// Whether blank lines separate blocks whose lines are mostly of the length that editors
/// wrap at and break off in the middle of a sentence.
private func isHardWrapped(_ lines: [Range<Int>], _ bytes: [UInt8]) -> Bool {
  var inner = 0
  var broken = 0
  var sawBlank = false
  for (line, next) in zip(lines, lines.dropFirst()) {
    if next.isEmpty && next.lowerBound < bytes.count { sawBlank = true }
    guard !line.isEmpty, !next.isEmpty else { continue }
    inner += 1
    let tail = String(decoding: bytes[line], as: UTF8.self).unicodeScalars.last
    if (40...120).contains(line.count), let tail, !".!?…。！？”\"')".unicodeScalars.contains(tail) { broken += 1 }
  }
  return sawBlank && broken * 2 > inner
}

private func paragraphs(_ lines: [Range<Int>]) -> [Range<Int>] {
  lines.split(whereSeparator: \.isEmpty).compactMap { block in
    guard let first = block.first, let last = block.last else { return nil }
    return first.lowerBound..<last.upperBound
  }
}

private func isLongEnough(_ text: String) -> Bool {
  var words = 0
  var ideographs = 0
  var inWord = false
  for scalar in text.unicodeScalars {
    // Kana stand without spaces, too.
    let isIdeograph = scalar.properties.isIdeographic || (0x3041...0x30FF).contains(scalar.value)
    if isIdeograph { ideographs += 1 }
    let isWord = !isIdeograph && scalar.properties.isAlphabetic
    if isWord && !inWord { words += 1 }
    inWord = isWord || (inWord && (scalar == "'" || scalar == "’"))
  }
  return words >= 2 || words + ideographs >= 4
}

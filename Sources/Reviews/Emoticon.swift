/// Faces and hearts made of punctuation, such as `:-)` and `<3`. They express sentiment, so they count as words.
package enum Emoticon {
  /// The UTF-8 ranges, in ascending order, of the emoticons that begin in `part` of a text; nil means the whole text.
  ///
  /// - Parameter step: is called for each byte that is read, so that tests can count.
  package static func ranges(in bytes: [UInt8], _ part: Range<Int>? = nil, step: () -> Void = {}) -> [Range<Int>] {
    let part = part ?? bytes.indices
    var ranges: [Range<Int>] = []
    var position = part.lowerBound
    while position < part.upperBound {
      let length = length(bytes, at: position, step)
      if length > 0 { ranges.append(position..<position + length) }
      position += max(1, length)
    }
    return ranges
  }

  /// The length of the emoticon that begins at `start`, whose mouth may be repeated; 0 if there is none. After a letter or
  /// digit, `:/` is part of a URL, `:3` of a time and `=(` of a formula.
  private static func length(_ bytes: [UInt8], at start: Int, _ step: () -> Void) -> Int {
    func byte(_ offset: Int) -> UInt8 {
      step()
      return bytes.indices.contains(start + offset) ? bytes[start + offset] : 0x20
    }
    if byte(0) == UInt8(ascii: "<") { return byte(1) == UInt8(ascii: "3") && !isWord(byte(2)) ? 2 : 0 }
    guard eyes.contains(byte(0)) else { return 0 }
    let mouth = noses.contains(byte(1)) ? 2 : 1
    // No eye is a mouth, so at most two start positions scan the same run of mouths, however long it is.
    guard mouths.contains(byte(mouth)) else { return 0 }
    var end = mouth + 1
    while byte(end) == byte(mouth) && bytes.indices.contains(start + end) { end += 1 }
    if byte(0) == UInt8(ascii: ":"), roundMouths.contains(byte(mouth)) { return end }
    let isApart = !isWord(byte(-1)) && !isWord(byte(end)) && byte(end) != UInt8(ascii: "/")
    return isApart ? end : 0
  }

  private static let eyes = Set(":;=".utf8)
  private static let noses = Set("-'`^".utf8)
  private static let roundMouths = Set(")(".utf8)
  private static let mouths = Set(")(][}{|/\\*@<>DPpOo3".utf8)

  /// Whether a byte belongs to a letter or digit. Non-ASCII bytes are assumed to.
  private static func isWord(_ byte: UInt8) -> Bool { byte.isLetter || byte.isDigit || byte >= 0x80 }
}

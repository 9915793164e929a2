extension String {
  /// Whether more than a fifth of the text's scalars are U+FFFD, as in a text that was decoded from a wrong encoding. Such a text
  /// is not classified: its label would come from what is left of it.
  package var isMostlyUnreadable: Bool {
    var (count, unreadable) = (0, 0)
    for scalar in unicodeScalars {
      count += 1
      if scalar == "\u{FFFD}" { unreadable += 1 }
    }
    return unreadable * 5 > count
  }
}

extension [UInt8] {
  /// Whether the document contains U+FFFD, or its escape in JSON.
  var hasReplacementCharacter: Bool {
    let bytes = span
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte == 0xEF, index + 2 < bytes.count, bytes[index + 1] == 0xBF, bytes[index + 2] == 0xBD { return true }
      if byte == UInt8(ascii: "\\"), isEscape(at: index) { return true }
      index += 1
    }
    return false
  }

  /// Whether `\ufffd` begins at an index.
  private func isEscape(at index: Int) -> Bool {
    guard index + 6 <= count, self[index + 1] == UInt8(ascii: "u") else { return false }
    return self[index + 2..<index + 6].allSatisfy { $0 | 0x20 == UInt8(ascii: "f") || $0 | 0x20 == UInt8(ascii: "d") }
  }
}

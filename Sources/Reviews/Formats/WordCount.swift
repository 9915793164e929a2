/// Counts the words of a text, and the ideographs and kana of scripts without spaces between words.
struct WordCount {
  private(set) var words = 0
  private(set) var ideographs = 0
  private var inWord = false

  /// The number of words; two ideographs count as one.
  var total: Int { words + ideographs / 2 }

  /// Whether the text has at least `minimum` words, or words and ideographs together are twice as many.
  func reaches(_ minimum: Int) -> Bool { words >= minimum || (words + ideographs) / 2 >= minimum }

  /// Counts the words of a range; returns early after `enough` words.
  mutating func read(_ bytes: [UInt8], _ range: Range<Int>, enough: Int = .max) {
    var index = range.lowerBound
    while index < range.upperBound {
      let byte = bytes[index]
      if byte < 0x80 {
        read(ascii: byte)
        index += 1
      } else {
        let (scalar, length) = bytes.scalar(at: index, before: range.upperBound)
        read(scalar)
        index += length
      }
      if words >= enough || (words + ideographs) / 2 >= enough { return }
    }
  }

  mutating func read(_ scalar: Unicode.Scalar) {
    if scalar.isASCII { return read(ascii: UInt8(truncatingIfNeeded: scalar.value)) }
    let isIdeograph: Bool
    switch scalar.value {
    case 0x4E00...0x9FFF, 0x3041...0x30FF: isIdeograph = true
    case 0xAC00...0xD7A3: isIdeograph = false
    default: isIdeograph = scalar.properties.isIdeographic
    }
    if isIdeograph { ideographs += 1 }
    let isWord = !isIdeograph && scalar.properties.isAlphabetic
    if isWord && !inWord { words += 1 }
    inWord = isWord || inWord && scalar == "’"
  }

  private mutating func read(ascii byte: UInt8) {
    if byte.isLetter {
      if !inWord { words += 1 }
      inWord = true
    } else if byte != UInt8(ascii: "'") {
      inWord = false
    }
  }
}

extension [UInt8] {
  /// The scalar at `index` and its length in bytes; U+FFFD and 1 for invalid UTF-8.
  func scalar(at index: Int, before end: Int) -> (Unicode.Scalar, length: Int) {
    let first = self[index]
    guard first >= 0x80 else { return (Unicode.Scalar(first), 1) }
    let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
    guard first >= 0xC2, index + length <= end else { return ("\u{FFFD}", 1) }
    var value = UInt32(first) & (0xFF >> UInt32(length + 1))
    for next in index + 1..<index + length { value = value << 6 | UInt32(self[next] & 0x3F) }
    guard let scalar = Unicode.Scalar(value) else { return ("\u{FFFD}", 1) }
    return (scalar, length)
  }
}

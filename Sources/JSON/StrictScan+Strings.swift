extension StrictScan {
  /// Scans a string, including its quotes.
  mutating func scanString(isKey: Bool) throws(JSONError) {
    let opening = position
    position += 1
    var escape: UnitEscape?
    while true {
      switch bytes[position] {
      case UInt8(ascii: "\""):
        position += 1
        return
      case UInt8(ascii: "\\"): escape = try scanEscape(isKey: isKey, after: escape)
      case 0x00..<0x20:
        if position == end { throw failure("the string that starts here has no closing quote", at: opening) }
        throw failure("found \(found()) in a string; write it as an escape")
      case 0x20..<0x80: position += 1
      default: position += try lengthOfScalar()
      }
    }
  }

  /// An escape `\uXXXX`: its range and its UTF-16 unit.
  private struct UnitEscape {
    var range: Range<Int>
    var unit: UInt16
  }

  /// Scans an escape. Returns it if it is a UTF-16 unit, because the next escape may form a pair with it.
  private mutating func scanEscape(isKey: Bool, after previous: UnitEscape?) throws(JSONError) -> UnitEscape? {
    let backslash = position
    position += 1
    switch bytes[position] {
    case UInt8(ascii: "u"):
      position += 1
      var unit: UInt16 = 0
      for _ in 0..<4 {
        guard let digit = hexadecimalDigit(bytes[position]) else {
          throw failure("expected four hexadecimal digits after '\\u', found \(found())")
        }
        unit = unit * 16 + digit
        position += 1
      }
      if isKey, unit == 0 {
        keysContainNUL = true
        plan(.encodeNUL(backslash..<position))
      }
      if let previous, previous.range.upperBound == backslash, UTF16.isLeadSurrogate(previous.unit),
        UTF16.isTrailSurrogate(unit)
      {
        let pair = previous.range.lowerBound..<position
        plan(.encodePair(pair, high: previous.unit, low: unit))
        return nil
      }
      return UnitEscape(range: backslash..<position, unit: unit)
    case let letter where #""\/bfnrt"#.utf8.contains(letter):
      position += 1
      return nil
    default: throw failure("expected one of \" \\ / b f n r t u after a backslash, found \(found())")
    }
  }

  /// The length of the well-formed UTF-8 sequence of a non-ASCII scalar at the current position (Unicode, table 3-7).
  private func lengthOfScalar() throws(JSONError) -> Int {
    let second: ClosedRange<UInt8>
    let length: Int
    switch bytes[position] {
    case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    default: throw notUTF8()
    }
    // The NUL at the end is not a continuation byte, so that a truncated sequence stops here.
    guard second.contains(bytes[position + 1]) else { throw notUTF8() }
    for offset in 2..<length {
      guard bytes[position + offset] & 0xC0 == 0x80 else { throw notUTF8() }
    }
    return length
  }

  private func notUTF8() -> JSONError {
    failure(
      "found bytes that are not UTF-8, the first is \(hexadecimal(bytes[position], digits: 2)); save the text as UTF-8")
  }
}

/// The value of a hexadecimal digit; nil for any other byte.
func hexadecimalDigit(_ byte: UInt8) -> UInt16? {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt16(byte - UInt8(ascii: "0"))
  case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt16(byte - UInt8(ascii: "a")) + 10
  case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt16(byte - UInt8(ascii: "A")) + 10
  default: nil
  }
}

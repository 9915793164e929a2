extension StrictScan {
  /// An error at the current or another position.
  func failure(_ reason: String, at offset: Int? = nil) -> JSONError {
    JSONError(in: bytes[start...], at: offset ?? position, reason: reason)
  }

  /// The error for a missing value, with a hint for common mistakes.
  func missingValue() -> JSONError {
    let word = bytes[position...].prefix { UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 | 0x20 }
    let name = String(decoding: word.prefix(20), as: UTF8.self)
    switch bytes[position] {
    case UInt8(ascii: "'"): return failure("expected a value, found a single quote; put strings in double quotes")
    case UInt8(ascii: "/"), UInt8(ascii: "#"):
      return failure("expected a value, found \(found()); JSON has no comments")
    case UInt8(ascii: "+"): return failure("expected a value, found '+'; write the number without it")
    case UInt8(ascii: "."): return failure("expected a value, found '.'; write a digit before it")
    case UInt8(ascii: "]") where lastToken == UInt8(ascii: ","):
      return failure("expected a value after ',', found ']'; remove the comma")
    case _ where ["nan", "infinity", "inf"].contains(name.lowercased()):
      return failure("expected a value, found '\(name)'; JSON has no such number; use null")
    case _ where !name.isEmpty: return failure("expected a value, found '\(name)'")
    default: return failure("expected a value, found \(found())")
    }
  }

  /// The error for a missing key.
  func missingKey() -> JSONError {
    switch bytes[position] {
    case UInt8(ascii: "}"): failure("expected a key after ',', found '}'; remove the comma")
    case UInt8(ascii: "'"): failure("expected a key, found a single quote; put keys in double quotes")
    case UInt8(ascii: "/"), UInt8(ascii: "#"): failure("expected a key, found \(found()); JSON has no comments")
    default: failure("expected a key in double quotes, found \(found())")
    }
  }

  /// The last byte before the current position that is not whitespace; 0 at the beginning.
  private var lastToken: UInt8 { bytes[start..<position].last { $0 > 0x20 } ?? 0 }

  /// The text at the current position, for error messages.
  func found() -> String {
    if position >= end { return "the end of the text" }
    switch bytes[position] {
    case 0x0A, 0x0D: return "a line end"
    case 0x09: return "a tab"
    case 0x20..<0x7F: return "'\(UnicodeScalar(bytes[position]))'"
    default:
      let scalar = String(decoding: bytes[position..<min(position + 4, end)], as: UTF8.self).unicodeScalars.first ?? "?"
      if scalar == "\u{FFFD}", bytes[position] != 0xEF { return "the byte " + hexadecimal(bytes[position], digits: 2) }
      return "U+" + hexadecimal(scalar.value, digits: 4)
    }
  }

  func hexadecimal(_ number: some BinaryInteger, digits: Int) -> String {
    let text = String(number, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}

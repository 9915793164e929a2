extension UInt8 {
  var isDigit: Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= self }
  var isUppercaseLetter: Bool { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= self }
  /// Whether the byte is an ASCII letter.
  var isLetter: Bool { UInt8(ascii: "a")...UInt8(ascii: "z") ~= self | 0x20 }
}

extension Unicode.Scalar {
  /// Whether the scalar is an ideograph or kana: a script without spaces between words.
  var isIdeograph: Bool { !isASCII && (properties.isIdeographic || 0x3041...0x30FF ~= value) }
  /// Whether the scalar is white space or a byte-order mark, which is invisible.
  var isSpace: Bool { properties.isWhitespace || self == "\u{FEFF}" }
}

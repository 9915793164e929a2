extension UInt8 {
  var isDigit: Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= self }
  var isUppercaseLetter: Bool { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= self }
  /// Whether it is a letter of ASCII.
  var isLetter: Bool { UInt8(ascii: "a")...UInt8(ascii: "z") ~= self | 0x20 }
}

extension Unicode.Scalar {
  /// An ideograph or kana: words begin and end there without a space.
  var isIdeograph: Bool { !isASCII && (properties.isIdeographic || 0x3041...0x30FF ~= value) }
  /// White space, or a byte-order mark, which no reader sees.
  var isSpace: Bool { properties.isWhitespace || self == "\u{FEFF}" }
}

// A path is bytes, which need not be UTF-8. As text, each other byte is a character for private use: U+10FE80 to U+10FEFF.

extension String {
  /// The text of bytes that keeps those that are not UTF-8, so that `keptBytes` returns the same bytes.
  public init(keeping bytes: [UInt8]) {
    if let text = String(validating: bytes, as: UTF8.self), !text.unicodeScalars.contains(where: { $0.keptByte != nil })
    {
      self = text
      return
    }
    var (text, rest, offset) = ("", bytes.makeIterator(), 0)
    var parser = Unicode.UTF8.ForwardParser()
    while true {
      let count: Int
      switch parser.parseScalar(from: &rest) {
      case .emptyInput:
        self = text
        return
      case .valid(let encoded):
        count = encoded.count
        let scalar = Unicode.UTF8.decode(encoded)
        if scalar.keptByte == nil {
          text.unicodeScalars.append(scalar)
          offset += count
          continue
        }
      case .error(let length): count = length
      }
      for byte in bytes[offset..<offset + count] { text.unicodeScalars.append(Unicode.Scalar(keeping: byte)) }
      offset += count
    }
  }

  /// The bytes of the text, with those that it keeps.
  public var keptBytes: [UInt8] {
    guard utf8.contains(0xF4) else { return Array(utf8) }
    return unicodeScalars.flatMap { scalar in scalar.keptByte.map { [$0] } ?? Array(String(scalar).utf8) }
  }

  /// The text with U+FFFD in place of kept bytes.
  public var repaired: String { utf8.contains(0xF4) ? String(decoding: keptBytes, as: UTF8.self) : self }
}

extension Unicode.Scalar {
  /// The byte that the scalar keeps in the text of a path.
  var keptByte: UInt8? { (0x10FE80...0x10FEFF).contains(value) ? UInt8(value - 0x10FE00) : nil }

  fileprivate init(keeping byte: UInt8) { self = Unicode.Scalar(0x10FE00 + UInt32(byte)) ?? "\u{FFFD}" }
}

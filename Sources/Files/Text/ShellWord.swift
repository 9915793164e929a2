public import SystemPackage

extension FilePath {
  /// The path quoted as one word of a shell command, which is no option.
  public var quotedForShell: String { (text.hasPrefix("-") ? "./" + text : text).quotedForShell }
}

extension String {
  /// The text quoted as one word of a shell command. A path needs `FilePath.quotedForShell`, since it may begin like an option.
  public var quotedForShell: String {
    let isPlain = utf8.allSatisfy { byte in
      ("0"..."9").contains(UnicodeScalar(byte)) || ("a"..."z").contains(UnicodeScalar(byte))
        || ("A"..."Z").contains(UnicodeScalar(byte)) || "/._-+@,:=".utf8.contains(byte)
    }
    if isPlain, !isEmpty { return self }
    guard visible != self else {
      return "'" + replacing("'", with: "'\\''") + "'"
    }
    // Other bytes than those of visible ASCII are escaped, which bash, zsh and POSIX's shell of 2024 understand.
    let bytes = keptBytes.map { byte in
      switch byte {
      case UInt8(ascii: "'"), UInt8(ascii: "\\"): "\\" + String(UnicodeScalar(byte))
      case 0x20..<0x7F where byte != UInt8(ascii: "#"): String(UnicodeScalar(byte))
      default: "\\" + String(repeating: "0", count: 3 - String(byte, radix: 8).count) + String(byte, radix: 8)
      }
    }
    return "$'" + bytes.joined() + "'"
  }
}

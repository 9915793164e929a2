extension String {
  /// The text on one line: characters that would move the text around them are shown as `\u{1b}`, and so is the first one of
  /// `##[`, which GitHub would read as a command in a log. All text of others, such as a file's name, has this form in a
  /// terminal, a log or an annotation.
  public var visible: String {
    // Almost all texts have none of the first bytes of such characters.
    guard utf8.contains(where: { $0 < 0x20 || [0x23, 0x7F, 0xC2, 0xD8, 0xE2, 0xF4].contains($0) }) else { return self }
    var shown = ""
    for scalar in unicodeScalars {
      if let escape = scalar.escape { shown += escape } else { shown.unicodeScalars.append(scalar) }
    }
    return shown.replacing("##[", with: "\\u{23}#[")
  }
}

extension Unicode.Scalar {
  /// How a scalar is shown that is invisible and moves the text around it (a control character, a line break, a direction
  /// mark), such as `\u{1b}`, or that is a byte of a path, such as `\xff`; nil for all others.
  public var escape: String? {
    switch value {
    case 0..<0x20, 0x7F..<0xA0, 0x61C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069:
      "\\u{\(String(value, radix: 16))}"
    default: keptByte.map { "\\x" + String($0, radix: 16) }
    }
  }
}

extension String {
  /// The text between two UTF-8 offsets, clamped to the end of the string.
  public subscript(utf8 range: Range<Int>) -> String {
    String(decoding: utf8.dropFirst(range.lowerBound).prefix(range.count), as: UTF8.self)
  }

  /// The first `limit` Unicode scalars on one line, for messages; a longer text ends with an ellipsis.
  public func excerpt(_ limit: Int = 60) -> String {
    let isLonger = unicodeScalars.dropFirst(limit).first != nil
    let shown = unicodeScalars.prefix(isLonger ? limit - 1 : limit).map { $0.movesCursor ? " " : $0 }
    return String(UnicodeScalarView(shown)) + (isLonger ? "…" : "")
  }
}

extension Unicode.Scalar {
  /// Whether the scalar is invisible and moves the text around it: a control character, a line break or a direction mark.
  package var movesCursor: Bool {
    switch value {
    case 0x61C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    default: properties.generalCategory == .control
    }
  }
}

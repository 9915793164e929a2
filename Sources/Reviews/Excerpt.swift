extension String {
  /// The part between two UTF-8 offsets; what lies beyond the end is left out.
  public subscript(utf8 range: Range<Int>) -> String {
    String(decoding: utf8.dropFirst(range.lowerBound).prefix(range.count), as: UTF8.self)
  }

  /// So many Unicode scalars of it at most, which is enough to know it again, in one line.
  public func excerpt(_ most: Int = 60) -> String {
    let isLonger = unicodeScalars.dropFirst(most).first != nil
    let shown = unicodeScalars.prefix(isLonger ? most - 1 : most).map { $0.movesCursor ? " " : $0 }
    return String(UnicodeScalarView(shown)) + (isLonger ? "…" : "")
  }
}

extension Unicode.Scalar {
  /// Whether it is not shown but changes where or how others are: a control character, a line end, or one of those that turn
  /// the direction of the text around.
  package var movesCursor: Bool {
    switch value {
    case 0x61C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    default: properties.generalCategory == .control
    }
  }
}

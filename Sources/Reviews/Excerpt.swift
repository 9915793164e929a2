import Files

extension String {
  /// The text between two UTF-8 offsets, clamped to the end of the string.
  public subscript(utf8 range: Range<Int>) -> String {
    String(decoding: utf8.dropFirst(range.lowerBound).prefix(range.count), as: UTF8.self)
  }

  /// The first `limit` Unicode scalars on one line, for messages; a longer text ends with an ellipsis.
  public func excerpt(_ limit: Int = 60) -> String {
    let shown = String(unicodeScalars.prefix(limit + 1)).onOneLine.unicodeScalars
    return shown.dropFirst(limit).isEmpty ? String(shown) : String(shown.prefix(limit - 1)) + "…"
  }

  /// Prose on one line: line breaks and tabs are spaces, and other characters that would move text are visible.
  package var onOneLine: String {
    String(UnicodeScalarView(unicodeScalars.map { $0.escape != nil && $0.properties.isWhitespace ? " " : $0 })).visible
  }
}

extension SpanRows {
  /// The spans of a sequence of tags, by the default rule of seqeval (`get_entities`), which reads malformed sequences too.
  ///
  /// A tag is `O`, or a prefix `B` (begin), `I` (inside), `E` (end) or `S` (single) and a label: `B-positive`. `B` and `S`
  /// begin a span; so do `I` and `E` after `O`, `E`, `S` or another label.
  ///
  /// - Returns: ranges of indices into `tags`, with the label, `_` for a tag without one.
  static func spans(ofTags tags: [String]) -> [(range: Range<Int>, label: String)] {
    var spans: [(range: Range<Int>, label: String)] = []
    var previous = Tag(prefix: "O", label: "")
    var start = 0
    for (index, text) in (tags + ["O"]).enumerated() {
      let tag = Tag(text)
      if tag.ends(after: previous) { spans.append((start..<index, previous.label)) }
      if tag.begins(after: previous) { start = index }
      previous = tag
    }
    return spans
  }

  /// Whether a text is `O`, or one of the prefixes and a label.
  static func isTag(_ text: String) -> Bool {
    text == "O" || text.utf8.count > 2 && ["B-", "I-", "E-", "S-"].contains { text.utf8.starts(with: $0.utf8) }
  }

  private struct Tag {
    var prefix: Unicode.Scalar
    var label: String

    init(prefix: Unicode.Scalar, label: String) { (self.prefix, self.label) = (prefix, label) }

    init(_ text: String) {
      let rest = text.unicodeScalars.dropFirst()
      let label = rest.firstIndex(of: "-").map { rest[rest.index(after: $0)...] } ?? rest
      self.init(prefix: text.unicodeScalars.first ?? "O", label: label.isEmpty ? "_" : String(label))
    }

    /// Whether the span of `previous` ends before this tag.
    func ends(after previous: Tag) -> Bool {
      switch (previous.prefix, prefix) {
      case ("E", _), ("S", _), ("B", "B"), ("B", "S"), ("B", "O"), ("I", "B"), ("I", "S"), ("I", "O"): true
      case ("O", _), (".", _): false
      default: previous.label != label
      }
    }

    /// Whether a span begins with this tag.
    func begins(after previous: Tag) -> Bool {
      switch (previous.prefix, prefix) {
      case (_, "B"), (_, "S"), ("E", "E"), ("E", "I"), ("S", "E"), ("S", "I"), ("O", "E"), ("O", "I"): true
      case (_, "O"), (_, "."): false
      default: previous.label != label
      }
    }
  }
}

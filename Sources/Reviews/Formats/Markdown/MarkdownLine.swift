/// A line of Markdown, or the rest of it after the markers of its containers, and the blocks that it can begin.
struct MarkdownLine {
  /// The opening mark of fenced code.
  struct Fence: Equatable {
    var mark: UInt8
    var count: Int
  }

  private let document: [UInt8]
  private let end: Int
  /// The start of the text, after its indentation.
  private var start: Int
  /// The number of columns between the last marker and the text.
  private(set) var indent = 0
  private var column = 0

  init(_ document: [UInt8], _ range: Range<Int>) {
    self.document = document
    start = range.lowerBound
    end = max(start, document.trimmed(range).upperBound)
    skipSpace()
  }

  var isBlank: Bool { start >= end }

  /// The text without indentation and trailing white space.
  var text: Range<Int> { start..<max(start, end) }

  private func byte(_ offset: Int) -> UInt8 { start + offset < end ? document[start + offset] : 0x0A }

  private mutating func skipSpace() {
    while start < end, document[start] == 0x20 || document[start] == 0x09 {
      let width = document[start] == 0x20 ? 1 : 4 - column % 4
      column += width
      indent += width
      start += 1
    }
  }

  private mutating func consume(_ count: Int) {
    start += count
    column += count
    indent = 0
    skipSpace()
  }

  /// Consumes `>` and a space after it.
  mutating func consumeQuoteMarker() -> Bool {
    guard indent < 4, byte(0) == UInt8(ascii: ">") else { return false }
    consume(1)
    indent = max(0, indent - 1)
    return true
  }

  /// Consumes the indentation of a list item's content.
  mutating func consumeIndent(_ columns: Int) -> Bool {
    guard indent >= columns else { return false }
    indent -= columns
    return true
  }

  /// Consumes the marker of a list item and its task box, and returns the indentation of the item's content.
  ///
  /// - Parameter mayBeEmpty: whether the item may be empty or have a number other than 1. Within a paragraph it may not: such a
  ///   line continues the paragraph.
  mutating func consumeItemMarker(mayBeEmpty: Bool) -> Int? {
    guard !isThematicBreak else { return nil }
    var width = 1
    if byte(0).isDigit {
      while width < 9, byte(width).isDigit { width += 1 }
      guard byte(width) == UInt8(ascii: ".") || byte(width) == UInt8(ascii: ")") else { return nil }
      guard mayBeEmpty || width == 1 && byte(0) == UInt8(ascii: "1") else { return nil }
      width += 1
    } else {
      guard [UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "+")].contains(byte(0)) else { return nil }
    }
    guard byte(width) == 0x20 || byte(width) == 0x09 || start + width == end && mayBeEmpty else { return nil }
    let before = indent
    consume(width)
    // Five or more spaces are one space and indented code.
    let gap = isBlank || indent > 4 ? 1 : indent
    indent = isBlank ? 0 : indent - gap
    if byte(0) == UInt8(ascii: "["), byte(2) == UInt8(ascii: "]"), byte(3) == 0x20,
      [0x20, UInt8(ascii: "x"), UInt8(ascii: "X")].contains(byte(1))
    {
      let rest = indent
      consume(3)
      indent = rest
    }
    return before + width + gap
  }

  func starts(with mark: String) -> Bool { document[text].starts(with: mark.utf8) }

  func contains(_ mark: String) -> Bool { document[text].end(of: mark) != nil }

  /// The number of marks that the line begins with.
  private func run(of mark: UInt8) -> Int {
    var count = 0
    while byte(count) == mark { count += 1 }
    return count
  }
}

extension MarkdownLine {
  /// Whether the line ends a paragraph without a blank line between them.
  var interruptsParagraph: Bool {
    indent < 4 && (headingLevel != nil || isThematicBreak || fence != nil || html(interrupting: true) != nil)
  }

  /// The level of a heading such as `## Service`; nil if the line is no heading.
  var headingLevel: Int? {
    let count = run(of: UInt8(ascii: "#"))
    return 1...6 ~= count && [0x20, 0x09, 0x0A].contains(byte(count)) ? count : nil
  }

  /// The level of the heading that the line underlines with `===` or `---`.
  var underlineLevel: Int? {
    guard !isBlank else { return nil }
    if run(of: UInt8(ascii: "=")) == text.count { return 1 }
    return run(of: UInt8(ascii: "-")) == text.count ? 2 : nil
  }

  /// Whether the line is a horizontal rule: `***`, `- - -`.
  var isThematicBreak: Bool {
    let mark = byte(0)
    guard [UInt8(ascii: "*"), UInt8(ascii: "-"), UInt8(ascii: "_")].contains(mark) else { return false }
    var count = 0
    for index in text where document[index] != 0x20 && document[index] != 0x09 {
      guard document[index] == mark else { return false }
      count += 1
    }
    return count >= 3
  }

  /// The opening fence on this line.
  var fence: Fence? {
    let mark = byte(0)
    guard mark == UInt8(ascii: "`") || mark == UInt8(ascii: "~") else { return nil }
    let count = run(of: mark)
    guard count >= 3 else { return nil }
    // A further backtick after the run makes it inline code.
    let isInline = mark == UInt8(ascii: "`") && document[text].dropFirst(count).contains(mark)
    return isInline ? nil : Fence(mark: mark, count: count)
  }

  func closes(_ fence: Fence) -> Bool {
    let count = run(of: fence.mark)
    return indent < 4 && count >= fence.count && count == text.count
  }

  /// Whether the line separates the header of a table from its rows: `|---|:-:|`.
  var isTableDelimiter: Bool {
    let bytes = document[text]
    return bytes.contains(UInt8(ascii: "|")) && bytes.contains(UInt8(ascii: "-"))
      && bytes.allSatisfy { [0x20, 0x09, UInt8(ascii: "|"), UInt8(ascii: "-"), UInt8(ascii: ":")].contains($0) }
  }

  /// Whether the line defines a link target: `[name]: https://…`.
  var isDefinition: Bool { labelEnd.map { byte(1) != UInt8(ascii: "^") && $0 > start + 3 } ?? false }

  /// The text without the mark of a footnote: `[^1]: It broke.`
  var textWithoutNoteMark: Range<Int> {
    guard byte(0) == UInt8(ascii: "["), byte(1) == UInt8(ascii: "^"), let labelEnd else { return text }
    return document.trimmed(labelEnd..<end)
  }

  /// The end of the label and colon at the start of the line.
  private var labelEnd: Int? {
    guard indent < 4, byte(0) == UInt8(ascii: "[") else { return nil }
    guard let close = document[text].prefix(1000).firstIndex(of: UInt8(ascii: "]")), close + 1 < end,
      document[close + 1] == UInt8(ascii: ":")
    else { return nil }
    return close + 2
  }

  /// The HTML block that begins on this line (CommonMark, section 4.6): the string that ends it, nil for a blank line, and
  /// whether it ends on this line.
  func html(interrupting isInParagraph: Bool) -> (end: String?, isClosed: Bool)? {
    guard byte(0) == UInt8(ascii: "<") else { return nil }
    for (begin, end) in [("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>"), ("<!", ">")] where starts(with: begin) {
      return (end, contains(end))
    }
    let nameStart = start + (byte(1) == UInt8(ascii: "/") ? 2 : 1)
    let name = document[nameStart..<max(nameStart, end)].prefix { $0.isLetter || $0.isDigit }
    guard let first = name.first, first.isLetter else { return nil }
    let tag = String(decoding: name.prefix(20), as: UTF8.self).lowercased()
    if ["script", "pre", "style", "textarea"].contains(tag), byte(1) != UInt8(ascii: "/") {
      return ("</\(tag)>", contains("</\(tag)>"))
    }
    if Self.blockTags.contains(tag) { return (nil, false) }
    // Any other tag alone on its line.
    let isAlone = document[text].firstIndex(of: UInt8(ascii: ">")) == end - 1 && !starts(with: "<http")
    return isAlone && !isInParagraph ? (nil, false) : nil
  }

  private static let blockTags: Set<String> = [
    "address", "article", "aside", "base", "blockquote", "body", "center", "dd", "details", "dialog", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "frame", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header",
    "hr", "html", "iframe", "legend", "li", "link", "main", "menu", "nav", "ol", "optgroup", "option", "p", "param",
    "picture", "search", "section", "source", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "title", "tr",
    "track", "ul", "video",
  ]
}

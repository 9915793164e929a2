/// A line of Markdown, or what is left of it behind the markers of the containers that it is in, and what it can begin.
struct MarkdownLine {
  /// The marks around code.
  struct Fence: Equatable {
    var mark: UInt8
    var count: Int
  }

  private let document: [UInt8]
  private let end: Int
  /// Where the text begins, behind its indentation.
  private var start: Int
  /// The columns between the last marker and the text.
  private(set) var indent = 0
  private var column = 0

  init(_ document: [UInt8], _ range: Range<Int>) {
    self.document = document
    start = range.lowerBound
    end = max(start, document.trimmed(range).upperBound)
    skipSpace()
  }

  var isBlank: Bool { start >= end }

  /// Without indentation and the white space behind.
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

  private mutating func take(_ count: Int) {
    start += count
    column += count
    indent = 0
    skipSpace()
  }

  /// Takes `>` and a space behind it.
  mutating func takeQuoteMarker() -> Bool {
    guard indent < 4, byte(0) == UInt8(ascii: ">") else { return false }
    take(1)
    indent = max(0, indent - 1)
    return true
  }

  /// Takes the indentation of a list item's content.
  mutating func takeIndent(_ columns: Int) -> Bool {
    guard indent >= columns else { return false }
    indent -= columns
    return true
  }

  /// Takes the marker of a list item, and the box of a task; returns the indentation of its content.
  ///
  /// - Parameter mayBeEmpty: Whether it may have nothing behind it, or a number other than 1; within a paragraph such a line
  ///   goes on with it.
  mutating func takeItemMarker(mayBeEmpty: Bool) -> Int? {
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
    take(width)
    // Five spaces and more are one and code.
    let gap = isBlank || indent > 4 ? 1 : indent
    indent = isBlank ? 0 : indent - gap
    if byte(0) == UInt8(ascii: "["), byte(2) == UInt8(ascii: "]"), byte(3) == 0x20,
      [0x20, UInt8(ascii: "x"), UInt8(ascii: "X")].contains(byte(1))
    {
      let rest = indent
      take(3)
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
  /// Whether it ends a paragraph although no blank line stands between.
  var interruptsParagraph: Bool {
    indent < 4 && (headingLevel != nil || isThematicBreak || fence != nil || html(interrupting: true) != nil)
  }

  /// That of a heading: `## Service`.
  var headingLevel: Int? {
    let count = run(of: UInt8(ascii: "#"))
    return 1...6 ~= count && [0x20, 0x09, 0x0A].contains(byte(count)) ? count : nil
  }

  /// That of a heading which the line stands below: `===` or `---`.
  var underlineLevel: Int? {
    guard !isBlank else { return nil }
    if run(of: UInt8(ascii: "=")) == text.count { return 1 }
    return run(of: UInt8(ascii: "-")) == text.count ? 2 : nil
  }

  /// Whether it is a rule: `***`, `- - -`.
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

  /// The fence of code that begins here.
  var fence: Fence? {
    let mark = byte(0)
    guard mark == UInt8(ascii: "`") || mark == UInt8(ascii: "~") else { return nil }
    let count = run(of: mark)
    guard count >= 3 else { return nil }
    // Of backticks one behind them is code within a line.
    let isInline = mark == UInt8(ascii: "`") && document[text].dropFirst(count).contains(mark)
    return isInline ? nil : Fence(mark: mark, count: count)
  }

  func closes(_ fence: Fence) -> Bool {
    let count = run(of: fence.mark)
    return indent < 4 && count >= fence.count && count == text.count
  }

  /// Whether it stands between the header and the rows of a table: `|---|:-:|`.
  var isTableDelimiter: Bool {
    let bytes = document[text]
    return bytes.contains(UInt8(ascii: "|")) && bytes.contains(UInt8(ascii: "-"))
      && bytes.allSatisfy { [0x20, 0x09, UInt8(ascii: "|"), UInt8(ascii: "-"), UInt8(ascii: ":")].contains($0) }
  }

  /// Whether it defines the target of links: `[name]: https://…`.
  var isDefinition: Bool { labelEnd.map { byte(1) != UInt8(ascii: "^") && $0 > start + 3 } ?? false }

  /// The text, of a footnote without its mark: `[^1]: It broke.`
  var textWithoutNoteMark: Range<Int> {
    guard byte(0) == UInt8(ascii: "["), byte(1) == UInt8(ascii: "^"), let labelEnd else { return text }
    return document.trimmed(labelEnd..<end)
  }

  /// The end of a label and its colon.
  private var labelEnd: Int? {
    guard indent < 4, byte(0) == UInt8(ascii: "[") else { return nil }
    guard let close = document[text].prefix(1000).firstIndex(of: UInt8(ascii: "]")), close + 1 < end,
      document[close + 1] == UInt8(ascii: ":")
    else { return nil }
    return close + 2
  }

  /// The HTML that begins here: what its last line holds, nil for one behind which a blank line stands, and whether this is
  /// its last line.
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
    // Any other tag that has the line for itself.
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

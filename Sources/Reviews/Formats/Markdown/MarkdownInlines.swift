/// Removes inline markup from a paragraph of Markdown: the marks of emphasis, code and links, link and image targets, HTML
/// tags, and the backslashes of escapes.
struct MarkdownInlines {
  /// The text of a paragraph that consists of `pieces` of the document, without markup. Empty if it contains only images.
  static func textRanges(_ document: [UInt8], _ pieces: [Range<Int>]) -> [Range<Int>] {
    guard pieces.contains(where: { document[$0].contains(where: isMark) }) else { return pieces }
    var text: [UInt8] = []
    for piece in pieces { text.append(contentsOf: document[piece]) }
    var inlines = MarkdownInlines(text)
    inlines.scan()
    let kept = inlines.keptRanges()
    guard !inlines.holdOnlyImages(kept) else { return [] }
    return documentRanges(of: kept, in: pieces)
  }

  private static func isMark(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "`"), UInt8(ascii: "["),
      UInt8(ascii: "\\"), UInt8(ascii: "<"):
      true
    default: false
    }
  }

  /// Converts ranges of the joined pieces to ranges of the document.
  private static func documentRanges(of ranges: [Range<Int>], in pieces: [Range<Int>]) -> [Range<Int>] {
    var converted: [Range<Int>] = []
    var piece = 0
    var offset = 0  // of the piece in the text
    for range in ranges {
      var start = range.lowerBound
      while start < range.upperBound, piece < pieces.count {
        let pieceEnd = offset + pieces[piece].count
        let end = min(range.upperBound, pieceEnd)
        if start < end {
          let shift = pieces[piece].lowerBound - offset
          converted.append(start + shift..<end + shift)
          start = end
        }
        if end == pieceEnd {
          offset = pieceEnd
          piece += 1
        }
      }
    }
    return converted
  }

  let text: [UInt8]
  /// The ranges of markup.
  private var cuts: [Range<Int>] = []
  private var images: [Range<Int>] = []
  private var brackets: [(start: Int, isImage: Bool)] = []
  private var openers = DelimiterStacks()
  /// The start of the last run of backticks, by its length.
  private lazy var lastBackticks = Self.lastBackticks(text)
  private var hasNoCommentEnd = false

  private init(_ text: [UInt8]) { self.text = text }

  private mutating func scan() {
    var index = 0
    while index < text.count {
      switch text[index] {
      case UInt8(ascii: "\\"): index = scanEscape(index)
      case UInt8(ascii: "`"): index = scanCode(index)
      case UInt8(ascii: "<"): index = scanTag(index)
      case UInt8(ascii: "["): index = scanBracket(index)
      case UInt8(ascii: "]"): index = scanClosingBracket(index)
      case UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "~"):
        let run = DelimiterRun(text, at: index)
        openers.match(run, &cuts)
        index = run.range.upperBound
      default: index += 1
      }
    }
  }

  private mutating func scanEscape(_ index: Int) -> Int {
    guard index + 1 < text.count else { return index + 1 }
    switch text[index + 1] {
    case 0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E:
      cuts.append(index..<index + 1)
      return index + 2
    case 0x0A, 0x0D:
      cuts.append(index..<index + 1)
      return index + 1
    default: return index + 1
    }
  }

  private mutating func scanCode(_ index: Int) -> Int {
    let start = index + runLength(at: index)
    let count = start - index
    guard lastBackticks[count] ?? -1 >= start else { return start }
    var close = start
    while close < text.count {
      if text[close] != UInt8(ascii: "`") {
        close += 1
        continue
      }
      let length = runLength(at: close)
      if length == count {
        cuts.append(index..<start)
        cuts.append(close..<close + length)
        return close + length
      }
      close += length
    }
    return start
  }

  private func runLength(at index: Int) -> Int {
    var end = index
    while end < text.count, text[end] == text[index] { end += 1 }
    return end - index
  }

  private static func lastBackticks(_ text: [UInt8]) -> [Int: Int] {
    var last: [Int: Int] = [:]
    var count = 0
    for index in 0...text.count {
      if index < text.count, text[index] == UInt8(ascii: "`") {
        count += 1
      } else if count > 0 {
        last[count] = index - count
        count = 0
      }
    }
    return last
  }

  /// Scans a comment, a tag or a URL in angle brackets. `<br>` stays in the text, because it separates words.
  private mutating func scanTag(_ index: Int) -> Int {
    let rest = text[index...]
    if rest.starts(with: "<!--".utf8) {
      guard !hasNoCommentEnd, let end = rest.end(of: "-->") else {
        hasNoCommentEnd = true
        return index + 1
      }
      cuts.append(index..<end)
      return end
    }
    let name = rest.dropFirst().drop { $0 == UInt8(ascii: "/") }
    guard let letter = name.first, letter.isLetter,
      let end = name.firstIndex(where: { $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: ">") }),
      text[end] == UInt8(ascii: ">")
    else { return index + 1 }
    if !rest.starts(with: "<br".utf8) { cuts.append(index..<end + 1) }
    return end + 1
  }

  private mutating func scanBracket(_ index: Int) -> Int {
    if index + 1 < text.count, text[index + 1] == UInt8(ascii: "^"), let end = endOfLabel(index) {
      cuts.append(index..<end)  // a footnote reference
      return end
    }
    let isImage = index > 0 && text[index - 1] == UInt8(ascii: "!") && cuts.last?.upperBound != index - 1
    brackets.append((isImage ? index - 1 : index, isImage))
    return index + 1
  }

  private mutating func scanClosingBracket(_ index: Int) -> Int {
    guard let open = brackets.popLast(), index + 1 < text.count else { return index + 1 }
    let end = text[index + 1] == UInt8(ascii: "(") ? endOfTarget(index + 2) : endOfLabel(index + 1)
    guard let end else { return index + 1 }
    cuts.append(open.start..<open.start + (open.isImage ? 2 : 1))
    cuts.append(index..<end)
    if open.isImage { images.append(open.start..<end) }
    return end
  }

  /// The end of the `[label]` that begins at `start`.
  private func endOfLabel(_ start: Int) -> Int? {
    guard start < text.count, text[start] == UInt8(ascii: "[") else { return nil }
    let label = text[(start + 1)...].prefix { $0 != UInt8(ascii: "]") && $0 != UInt8(ascii: "[") }
    guard label.endIndex < text.count, text[label.endIndex] == UInt8(ascii: "]") else { return nil }
    return label.endIndex + 1
  }

  /// The end of a link's target and title, after the closing parenthesis.
  private func endOfTarget(_ start: Int) -> Int? {
    func skipSpace(_ index: Int) -> Int {
      var index = index
      while index < text.count, text[index] <= 0x20 { index += 1 }
      return index
    }
    var index = skipSpace(start)
    guard index < text.count else { return nil }
    if text[index] == UInt8(ascii: "<") {
      let angle = text[(index + 1)...].prefix { $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">") && $0 != 0x0A }
      guard angle.endIndex < text.count, text[angle.endIndex] == UInt8(ascii: ">") else { return nil }
      index = angle.endIndex + 1
    } else {
      var depth = 0
      while index < text.count, text[index] > 0x20 {
        if text[index] == UInt8(ascii: "\\") { index += 1 }
        if index < text.count, text[index] == UInt8(ascii: "(") { depth += 1 }
        if index < text.count, text[index] == UInt8(ascii: ")") { depth -= 1 }
        // A URL has no more nested parentheses; without a limit, each bracket could cost a scan of the whole text.
        if depth < 0 || depth > 32 { break }
        index += 1
      }
    }
    index = skipSpace(index)
    if index < text.count, text[index] == UInt8(ascii: "\"") || text[index] == UInt8(ascii: "'") {
      let quote = text[index]
      index += 1
      while index < text.count, text[index] != quote { index += text[index] == UInt8(ascii: "\\") ? 2 : 1 }
      index = skipSpace(index + 1)
    }
    return index < text.count && text[index] == UInt8(ascii: ")") ? index + 1 : nil
  }

  /// The ranges between the cuts, without leading and trailing white space.
  private func keptRanges() -> [Range<Int>] {
    let whole = text.trimmed(0..<text.count)
    var kept: [Range<Int>] = []
    var start = whole.lowerBound
    for cut in cuts.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if start < cut.lowerBound { kept.append(start..<cut.lowerBound) }
      start = max(start, cut.upperBound)
    }
    if start < whole.upperBound { kept.append(start..<whole.upperBound) }
    kept.removeFirst(kept.firstIndex { !text.trimmed($0).isEmpty } ?? kept.count)
    if let first = kept.first { kept[0] = text.trimmed(first).lowerBound..<first.upperBound }
    while let last = kept.last, case let trimmed = text.trimmed(last),
      trimmed.isEmpty || trimmed.upperBound < last.upperBound
    {
      if trimmed.isEmpty { kept.removeLast() } else { kept[kept.count - 1] = last.lowerBound..<trimmed.upperBound }
    }
    return kept
  }

  /// Whether ranges, in ascending order, contain only images and white space.
  private func holdOnlyImages(_ ranges: [Range<Int>]) -> Bool {
    // An image that ends before the end of one range cannot contain a later range.
    var images = images.sorted { $0.lowerBound < $1.lowerBound }[...]
    return ranges.allSatisfy { range in
      while let image = images.first, image.upperBound < range.upperBound { images.removeFirst() }
      return text.trimmed(range).isEmpty || images.first.map { $0.lowerBound <= range.lowerBound } == true
    }
  }
}

extension ArraySlice<UInt8> {
  /// The end of the first occurrence of `mark`.
  func end(of mark: String) -> Int? {
    let mark = Array(mark.utf8)
    var index = startIndex
    while index + mark.count <= endIndex {
      if self[index] == mark[0], self[index..<index + mark.count].elementsEqual(mark) { return index + mark.count }
      index += 1
    }
    return nil
  }
}

extension ReviewCollector {
  /// Finds the reviews in Markdown: all paragraphs, also in list items and quotes, and the longest cell of each table row.
  mutating func readMarkdown() {
    var reader = MarkdownReader(self)
    reader.read()
    self = reader.collector
  }
}

/// Parses Markdown line by line, by the block rules of CommonMark that distinguish prose.
struct MarkdownReader {
  private(set) var collector: ReviewCollector
  let document: [UInt8]

  /// The containers of the current block, the outermost first.
  private var containers: [Container] = []
  private var leaf = Leaf.none
  /// The lines of the current paragraph, without the markers of containers.
  private var lines: [Range<Int>] = []
  private var headings: [(index: Int, level: Int)] = []

  enum Container {
    case quote
    /// - Parameter indent: the indentation of the item's content in columns.
    case item(indent: Int)
  }

  enum Leaf: Equatable {
    case none, paragraph, table, indentedCode
    case fence(MarkdownLine.Fence)
    /// - Parameter end: the string whose line ends the block; nil for a blank line.
    case html(end: String?)
  }

  /// Markers of deeper nesting are text, which bounds the time of a line.
  private static let maximumDepth = 100

  init(_ collector: ReviewCollector) {
    self.collector = collector
    document = collector.document
  }

  mutating func read() {
    var source = Lines(document)
    source.position = endOfFrontMatter() ?? source.position
    for range in source { read(MarkdownLine(document, range)) }
    finishLeaf()
    for heading in headings { collector.close(heading: heading.index) }
  }

  private mutating func read(_ line: MarkdownLine) {
    var line = line
    let matched = matchContainers(&line)
    if matched == containers.count, continuesVerbatim(line) { return }
    let wasParagraph = leaf == .paragraph
    let beginsContainer = openContainers(&line, matched)
    if !beginsContainer, matched < containers.count {
      // A lazy continuation line: it continues the paragraph without the container's marker.
      if wasParagraph, !line.isBlank, !line.interruptsParagraph, directive(on: line) == nil {
        return lines.append(line.text)
      }
      finishLeaf()
      containers.removeSubrange(matched...)
    }
    readLeaf(line)
  }

  /// Consumes the markers of the containers that the line continues, and returns their number.
  private func matchContainers(_ line: inout MarkdownLine) -> Int {
    for (depth, container) in containers.enumerated() {
      switch container {
      case .quote: guard line.consumeQuoteMarker() else { return depth }
      case .item(let indent): guard line.isBlank || line.consumeIndent(indent) else { return depth }
      }
    }
    return containers.count
  }

  /// Whether the line belongs to code or HTML that began on an earlier line.
  private mutating func continuesVerbatim(_ line: MarkdownLine) -> Bool {
    switch leaf {
    case .fence(let fence):
      if line.closes(fence) { leaf = .none }
      return true
    case .html(let end):
      if let directive = directive(on: line) { collector.apply(directive) }
      if let end { if line.contains(end) { leaf = .none } } else if line.isBlank { leaf = .none }
      return true
    case .none, .paragraph, .table, .indentedCode: return false
    }
  }

  /// Opens the quotes and list items that begin on the line, and returns whether any did.
  private mutating func openContainers(_ line: inout MarkdownLine, _ matched: Int) -> Bool {
    var depth = matched
    while depth < Self.maximumDepth, line.indent < 4 {
      let isInParagraph = leaf == .paragraph && depth == containers.count
      let container: Container
      if line.consumeQuoteMarker() {
        container = .quote
      } else if let indent = line.consumeItemMarker(mayBeEmpty: !isInParagraph) {
        container = .item(indent: indent)
      } else {
        break
      }
      finishLeaf()
      containers.removeSubrange(depth...)
      containers.append(container)
      depth += 1
    }
    return depth > matched
  }

  private mutating func readLeaf(_ line: MarkdownLine) {
    if line.isBlank {
      if leaf != .indentedCode { finishLeaf() }
      return
    }
    if line.indent >= 4, leaf != .paragraph {
      finishLeaf()
      leaf = .indentedCode
      return
    }
    if let directive = directive(on: line) {
      finishLeaf()
      collector.apply(directive)
      if line.starts(with: "<!--"), !line.contains("-->") { leaf = .html(end: "-->") }
      return
    }
    if leaf == .paragraph, line.indent < 4 {
      if let level = line.underlineLevel { return finishHeading(level) }
      if line.isTableDelimiter, let header = lines.last, document[header].contains(UInt8(ascii: "|")) {
        lines.removeLast()
        finishLeaf()
        leaf = .table
        return
      }
    }
    if line.indent < 4, readBlockStart(line) { return }
    if leaf == .table { return addRow(line.text) }
    if leaf != .paragraph {
      leaf = .paragraph
      if line.isDefinition { return leaf = .none }
    }
    lines.append(line.textWithoutNoteMark)
  }

  /// Handles a heading, a rule, or a line that begins code or HTML; false for any other line.
  private mutating func readBlockStart(_ line: MarkdownLine) -> Bool {
    if let level = line.headingLevel {
      finishLeaf()
      lines = [line.text]
      finishHeading(level)
    } else if line.isThematicBreak {
      finishLeaf()
    } else if let fence = line.fence {
      finishLeaf()
      leaf = .fence(fence)
    } else if let html = line.html(interrupting: leaf == .paragraph) {
      finishLeaf()
      leaf = html.isClosed ? .none : .html(end: html.end)
    } else {
      return false
    }
    return true
  }

  private mutating func finishHeading(_ level: Int) {
    defer {
      lines.removeAll(keepingCapacity: true)
      leaf = .none
    }
    guard containers.isEmpty, let first = lines.first, let last = lines.last else { return }
    while let open = headings.last, open.level >= level {
      collector.close(heading: open.index)
      headings.removeLast()
    }
    headings.append((collector.open(heading: first.lowerBound..<last.upperBound), level))
  }

  private mutating func finishLeaf() {
    leaf = .none
    guard let last = lines.last else { return }
    // Between lines, the line break stays in the text; container markers and indentation do not.
    var pieces = [lines[0].lowerBound..<lines[0].upperBound]
    for (line, next) in zip(lines, lines.dropFirst()) {
      let lineEnd = document.endOfLine(from: line.upperBound)
      pieces[pieces.count - 1] = pieces[pieces.count - 1].lowerBound..<document.afterLineBreak(at: lineEnd)
      if pieces[pieces.count - 1].upperBound < next.lowerBound { pieces.append(next) }
    }
    pieces[pieces.count - 1] = pieces[pieces.count - 1].lowerBound..<last.upperBound
    lines.removeAll(keepingCapacity: true)
    add(MarkdownInlines.textRanges(document, pieces))
  }

  /// Adds the cell with the most words of a table row.
  private mutating func addRow(_ row: Range<Int>) {
    var longest = (words: 0, cell: row.lowerBound..<row.lowerBound)
    var start = row.lowerBound
    var index = start
    while index <= row.upperBound {
      if index == row.upperBound || document[index] == UInt8(ascii: "|") {
        let cell = document.trimmed(start..<index)
        let count = collector.wordCount(of: Review(range: cell))
        if count.words + count.ideographs / 2 > longest.words { longest = (count.total, cell) }
        start = index + 1
      } else if document[index] == UInt8(ascii: "\\"), index + 1 < row.upperBound {
        index += 1
      }
      index += 1
    }
    add(MarkdownInlines.textRanges(document, [longest.cell]))
  }

  private mutating func add(_ pieces: [Range<Int>]) {
    guard let first = pieces.first, let last = pieces.last else { return }
    collector.add(first.lowerBound..<last.upperBound, pieces.count == 1 ? .verbatim : .pieces(pieces))
  }

  private mutating func directive(on line: MarkdownLine) -> IgnoreDirective? { collector.directive(in: line.text) }

  /// The end of the YAML or TOML front matter; nil if there is none.
  private func endOfFrontMatter() -> Int? {
    var source = Lines(document)
    func text(_ line: Range<Int>) -> String { String(decoding: document[line.prefix(80)], as: UTF8.self) }
    guard let first = source.next().map(text)?.filter({ $0 != " " }), ["---", "+++"].contains(first) else { return nil }
    let ends = first == "---" ? ["---", "..."] : ["+++"]
    while let line = source.next() {
      if ends.contains(text(line).filter { $0 != " " }) { return source.position }
    }
    return nil
  }
}

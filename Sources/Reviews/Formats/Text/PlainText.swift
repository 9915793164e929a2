extension ReviewCollector {
  /// Finds the reviews in plain text: one per line, or one per paragraph if the lines are hard-wrapped prose. A text of tables,
  /// records or labelled lines is read for its reviews alone; a text that does not look like reviews is not read.
  mutating func readPlainText() {
    switch rules.split {
    case .auto:
      guard isExpectedText else { return markAsOtherText() }
      if readLabelledText() { return }
      readBlocks(ofLines: isHardWrapped(document))
    case .line: readBlocks(ofLines: false)
    case .paragraph: readBlocks(ofLines: true)
    case .whole: readBlocks(ofLines: true, endsAtBlankLine: false)
    }
  }

  private var isExpectedText: Bool {
    guard rules.textCheck != .none, document.contains(where: { $0 > 0x20 }) else { return true }
    let shape = TextShape(document)
    return shape.isProse && (rules.textCheck == .prose || shape.hasOpinions)
  }

  /// Adds each line, or each block of lines, as a review. A directive ends a block.
  private mutating func readBlocks(ofLines: Bool, endsAtBlankLine: Bool = true) {
    var block = 0..<0
    for line in Lines(document) {
      let text = document.trimmed(line)
      if let directive = directive(in: line) {
        add(block)
        block = 0..<0
        apply(directive)
      } else if !ofLines {
        add(text)
      } else if text.isEmpty {
        guard endsAtBlankLine else { continue }
        add(block)
        block = 0..<0
      } else {
        block = block.isEmpty ? text : block.lowerBound..<text.upperBound
      }
    }
    add(block)
  }
}

/// Whether paragraphs are wrapped over several lines: blank lines separate blocks whose lines mostly break in the middle of a
/// sentence, or every line except a block's last is as full as possible.
///
/// Only the first lines of the document are examined.
private func isHardWrapped(_ document: [UInt8]) -> Bool {
  var lines: [TextLine] = []
  var inner = 0
  var sawBlank = false
  for range in Lines(document) {
    guard inner < 1000, lines.count < 3000 else { break }
    let line = TextLine(document, document.trimmed(range))
    if let last = lines.last {
      if line.width == 0 && last.width > 0 { sawBlank = true }
      if line.width > 0 && last.width > 0 { inner += 1 }
    }
    lines.append(line)
  }
  let widest = lines.reduce(0) { max($0, $1.width) }
  var broken = 0
  var full = 0
  var continued = 0
  for (line, next) in zip(lines, lines.dropFirst()) where line.width > 0 && next.width > 0 {
    let isBroken = !line.endsSentence && TextLine.wrapped.contains(line.width)
    if isBroken { broken += 1 }
    if isBroken && next.continuesSentence { continued += 1 }
    if line.width + next.firstWord >= widest { full += 1 }
  }
  if sawBlank && broken * 2 > inner { return true }
  // Independent lines rarely have such even lengths, so fewer need to break mid-sentence, and blank lines are not required.
  // A block of more than 100 lines is more likely a list of texts truncated to one length.
  let isEven = TextLine.wrapped.contains(widest) && inner >= 3 && full * 10 >= inner * 9
  let isList = lines.split { $0.width == 0 }.contains { $0.count > 100 }
  return isEven && !isList && (sawBlank ? broken * 4 > inner : continued * 2 > inner)
}

/// The shape of a line, for the detection of hard wrapping.
private struct TextLine {
  /// The widths at which editors wrap.
  static let wrapped = 40...120

  /// The width in terminal columns, where ideographs take two.
  var width = 0
  /// The width of the first word and the space before it. In scripts that break anywhere, an ideograph and punctuation after it.
  var firstWord = 0
  var endsSentence = false
  var continuesSentence = false

  init(_ bytes: [UInt8], _ range: Range<Int>) {
    var inFirstWord = true
    for index in range where bytes[index] & 0xC0 != 0x80 {
      let columns = 0xE3...0xED ~= bytes[index] || bytes[index] >= 0xF0 ? 2 : 1
      if columns == 2 || bytes[index] == 0x20 { inFirstWord = false }
      width += columns
      if inFirstWord { firstWord = width }
    }
    firstWord = firstWord == 0 ? 4 : firstWord + 1
    guard let first = range.first, let last = range.last else { return }
    var start = last
    while start > first, bytes[start] & 0xC0 == 0x80 { start -= 1 }
    let tail = bytes.scalar(at: start, before: range.upperBound).0
    // An emoji, its variation selector or its skin tone ends a sentence as well.
    endsSentence =
      ".!?…。！？”\"')』」）\u{FE0F}".unicodeScalars.contains(tail) || tail.properties.isEmojiPresentation
    let scalar = bytes.scalar(at: first, before: range.upperBound).0
    continuesSentence = scalar.properties.isLowercase || scalar.properties.isIdeographic
  }
}

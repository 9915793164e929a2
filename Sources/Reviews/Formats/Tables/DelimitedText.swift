/// Parses comma- or tab-separated text (RFC 4180): quoted fields may contain the separator, line breaks and doubled quotes;
/// records end at LF, CR LF or CR. An unclosed quote is ordinary text.
///
/// Records hold the ranges of their fields; `text(of:)` decodes a field.
package struct DelimitedText: Sequence, IteratorProtocol {
  package struct Field: Sendable, Hashable {
    /// UTF-8 offsets, without the enclosing quotes.
    package var range: Range<Int>
    package var isQuoted = false
    package var hasDoubledQuotes = false
  }

  package struct Record: Sendable, Hashable {
    /// The 1-based number of the record's first line.
    package var line = 1
    /// UTF-8 offsets, without the line break at the end.
    package var range = 0..<0
    package var fields: [Field] = []
    /// The line of a field's opening quote that is never closed.
    package var openQuoteLine: Int?
    /// Whether the text ended in search of a closing quote, which more text could contain.
    package var isCut = false
  }

  /// The most fields of a record, as many as spreadsheets have columns; the last one has the rest of the line. More are a text
  /// full of separators.
  static let maximumFields = 1 << 14

  let bytes: [UInt8]
  /// Separates fields.
  package internal(set) var separator: UInt8
  /// The offset of the next record, or of blank lines before it.
  package private(set) var position: Int
  /// The number of the line at `position`.
  package private(set) var line: Int
  private var reachedEndInQuote = false

  /// Starts at the beginning, after a byte-order mark.
  package init(_ bytes: [UInt8], separator: Character) {
    self.init(bytes, separator: separator, from: bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0, line: 1)
  }

  /// Starts at an offset, on a line of that number.
  package init(_ bytes: [UInt8], separator: Character, from position: Int, line: Int) {
    (self.bytes, self.position, self.line) = (bytes, position, line)
    self.separator = separator.asciiValue ?? UInt8(ascii: ",")
  }

  /// The next record; blank lines are skipped.
  package mutating func next() -> Record? {
    var record = Record()
    return next(into: &record) ? record : nil
  }

  /// Parses the next record, reusing the memory of `record`; false at the end.
  package mutating func next(into record: inout Record) -> Bool {
    skipBlankLines()
    guard position < bytes.count else { return false }
    record.line = line
    record.fields.removeAll(keepingCapacity: true)
    record.openQuoteLine = nil
    reachedEndInQuote = false
    let start = position
    while true {
      record.fields.append(field(&record.openQuoteLine))
      guard position < bytes.count, bytes[position] == separator else { break }
      guard record.fields.count < Self.maximumFields else {
        position = bytes.endOfLine(from: position)
        record.fields[record.fields.count - 1].range =
          record.fields[record.fields.count - 1].range.lowerBound..<position
        break
      }
      position += 1
    }
    record.range = start..<position
    record.isCut = reachedEndInQuote
    if position < bytes.count { skipLineBreak() }
    return true
  }

  /// Moves to the next non-empty line.
  mutating func skipBlankLines() {
    while position < bytes.count, isLineBreak(position) { skipLineBreak() }
  }

  /// Moves to the next line.
  mutating func skipLine() {
    position = bytes.endOfLine(from: position)
    if position < bytes.count { skipLineBreak() }
  }

  private mutating func field(_ openQuoteLine: inout Int?) -> Field {
    if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
      let (field, lines, reachedEnd) = quotedField(from: position)
      reachedEndInQuote = reachedEndInQuote || reachedEnd
      if let field {
        position = field.range.upperBound + 1
        line += lines
        return field
      }
      // The search crossed lines and ended at another row's quote, so this quote is unclosed.
      if lines > 0 { openQuoteLine = openQuoteLine ?? line }
    }
    let start = position
    position = endOfField(from: start)
    return Field(range: start..<position)
  }

  private func endOfField(from start: Int) -> Int {
    let bytes = bytes.span
    var index = start
    while index < bytes.count {
      let byte = bytes[index]
      if byte == separator || byte <= 0x0D && (byte == 0x0A || byte == 0x0D) { break }
      index += 1
    }
    return index
  }

  /// The quoted field that begins at `start`, and the number of line breaks in it. Nil if no quote ends the field; at the end
  /// of the text, this counts as at least one line.
  private func quotedField(from start: Int) -> (Field?, lines: Int, reachedEnd: Bool) {
    let bytes = bytes.span
    var hasDoubledQuotes = false
    var index = start + 1
    var lines = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\"") {
        guard index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "\"") else {
          let end = index + 1
          guard end == bytes.count || bytes[end] == separator || isLineBreak(end) else { return (nil, lines, false) }
          return (Field(range: start + 1..<index, isQuoted: true, hasDoubledQuotes: hasDoubledQuotes), lines, false)
        }
        hasDoubledQuotes = true
        index += 1
      } else if byte <= 0x0D, byte == 0x0A || byte == 0x0D && (index + 1 >= bytes.count || bytes[index + 1] != 0x0A) {
        lines += 1
      }
      index += 1
    }
    return (nil, Swift.max(1, lines), true)
  }

  private func isLineBreak(_ index: Int) -> Bool { bytes[index] == 0x0A || bytes[index] == 0x0D }

  private mutating func skipLineBreak() {
    position = bytes.afterLineBreak(at: position)
    line += 1
  }
}

extension DelimitedText {
  /// The text of a field; nil if it is not valid UTF-8.
  package func text(of field: Field) -> String? { String(validating: content(of: field), as: UTF8.self) }

  /// The text of a field, with invalid UTF-8 replaced by U+FFFD.
  package func repairedText(of field: Field) -> String { String(decoding: content(of: field), as: UTF8.self) }

  private func content(of field: Field) -> [UInt8] {
    guard field.hasDoubledQuotes else { return Array(bytes[field.range]) }
    var content: [UInt8] = []
    content.reserveCapacity(field.range.count)
    var index = field.range.lowerBound
    while index < field.range.upperBound {
      content.append(bytes[index])
      index += bytes[index] == UInt8(ascii: "\"") ? 2 : 1
    }
    return content
  }
}

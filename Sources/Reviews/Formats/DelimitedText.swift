/// Reads comma- or tab-separated text (RFC 4180): fields in double quotes may hold the separator, line breaks and doubled
/// quotes; records end at LF, CR LF or CR. A quote that does not close its field is text like any other.
///
/// Tells where fields stand; their text is made when it is asked for.
package struct DelimitedText: Sequence, IteratorProtocol {
  package struct Field: Sendable, Hashable {
    /// UTF-8 offsets, without the quotes around.
    package var range: Range<Int>
    package var isQuoted = false
    package var hasDoubledQuotes = false
  }

  package struct Record: Sendable, Hashable {
    /// The line, from 1, that it begins on.
    package var line = 1
    /// UTF-8 offsets, without the line break behind it.
    package var range = 0..<0
    package var fields: [Field] = []
    /// The line on which a field begins with a quote that nothing on it closes, nor what follows.
    package var openQuoteLine: Int?
  }

  private let bytes: [UInt8]
  private var separator: UInt8
  /// Where the next record begins, or blank lines before it.
  private(set) var position: Int
  private var line = 1

  /// Reads from the start; a byte-order mark is no text.
  package init(_ bytes: [UInt8], separator: Character) {
    self.bytes = bytes
    self.separator = separator.asciiValue ?? UInt8(ascii: ",")
    position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  /// The next record; blank lines are passed over.
  package mutating func next() -> Record? {
    var record = Record()
    return next(into: &record) ? record : nil
  }

  /// Takes the next record, into the memory of one that is no longer needed; false where there is none.
  package mutating func next(into record: inout Record) -> Bool {
    skipBlankLines()
    guard position < bytes.count else { return false }
    record.line = line
    record.fields.removeAll(keepingCapacity: true)
    record.openQuoteLine = nil
    let start = position
    while true {
      record.fields.append(field(&record.openQuoteLine))
      guard position < bytes.count, bytes[position] == separator else { break }
      position += 1
    }
    record.range = start..<position
    if position < bytes.count { skipLineBreak() }
    return true
  }

  /// Moves on to the next line that is not empty.
  mutating func skipBlankLines() {
    while position < bytes.count, isLineBreak(position) { skipLineBreak() }
  }

  /// Moves on to the next line.
  mutating func skipLine() {
    position = bytes.endOfLine(from: position)
    if position < bytes.count { skipLineBreak() }
  }

  private mutating func field(_ openQuoteLine: inout Int?) -> Field {
    if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
      let (field, lines) = quotedField(from: position)
      if let field {
        position = field.range.upperBound + 1
        line += lines
        return field
      }
      // What ended the search may be the quote of another row: the one that opened here was left open.
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

  /// The field in quotes that begins here, and the line breaks in it; nil where no quote ends the field. At the end of the
  /// text that takes at least a line.
  private func quotedField(from start: Int) -> (Field?, lines: Int) {
    let bytes = bytes.span
    var hasDoubledQuotes = false
    var index = start + 1
    var lines = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\"") {
        guard index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "\"") else {
          let end = index + 1
          guard end == bytes.count || bytes[end] == separator || isLineBreak(end) else { return (nil, lines) }
          return (Field(range: start + 1..<index, isQuoted: true, hasDoubledQuotes: hasDoubledQuotes), lines)
        }
        hasDoubledQuotes = true
        index += 1
      } else if byte <= 0x0D, byte == 0x0A || byte == 0x0D && (index + 1 >= bytes.count || bytes[index + 1] != 0x0A) {
        lines += 1
      }
      index += 1
    }
    return (nil, Swift.max(1, lines))
  }

  private func isLineBreak(_ index: Int) -> Bool { bytes[index] == 0x0A || bytes[index] == 0x0D }

  private mutating func skipLineBreak() {
    position = bytes.afterLineBreak(at: position)
    line += 1
  }
}

extension DelimitedText {
  /// What a field holds; nil where that is not valid UTF-8.
  package func text(of field: Field) -> String? { String(validating: content(of: field), as: UTF8.self) }

  /// What a field holds, with U+FFFD for what is not valid UTF-8.
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

  /// The first record and those behind it. Where it has no second field, as with the commas of a file that has semicolons,
  /// another separator is tried.
  package func opening() -> (first: Record, rest: DelimitedText)? {
    var fallback: (Record, DelimitedText)?
    for other in [separator, UInt8(ascii: ","), UInt8(ascii: "\t"), UInt8(ascii: ";")] {
      var records = self
      records.separator = other
      guard let first = records.next() else { return nil }
      if first.fields.count > 1 { return (first, records) }
      fallback = fallback ?? (first, records)
    }
    return fallback
  }
}

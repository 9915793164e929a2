/// Reads a delimited table as its bytes arrive. Memory does not grow with the table: only its longest records and an unclosed
/// quote, up to a limit, are held.
package struct RecordStream {
  /// Whole records in a piece of the table. The pieces, one after the other, are the table.
  package struct Batch {
    /// Bytes that contain the piece.
    package var bytes: [UInt8]
    /// The piece, which may begin and end with blank lines.
    package var range: Range<Int>
    /// The records, with offsets into `bytes`.
    package var records: [DelimitedText.Record]
    /// Decodes the fields.
    package var table: DelimitedText
  }

  /// The first record, which may be a header.
  package private(set) var first: DelimitedText.Record?
  /// The separator, as the table itself has it.
  package private(set) var separator: Character

  private let read: () throws -> [UInt8]?
  private let name: String
  private var buffer: [UInt8] = []
  /// The offset in `buffer`, and the line, of what has not been taken.
  private var (position, line) = (0, 1)
  private var isAtEnd = false
  /// The offset and the line after the first record; nil once the first batch has been taken.
  private var opening: (position: Int, line: Int)?

  private let recordLimit: Int
  /// The bytes in which the table's separator and first record are found.
  private static let openingSize = 1 << 18

  /// Opens a table.
  ///
  /// - Parameters:
  ///   - name: the table's name for messages.
  ///   - recordLimit: the number of bytes after which the search for a closing quote ends; a row of several times as many is an error.
  ///   - read: returns the next bytes, in UTF-8; nil at the end.
  package init(
    name: String, separator: Character, recordLimit: Int = 16 << 20, read: @escaping () throws -> [UInt8]?
  ) throws {
    (self.name, self.separator, self.recordLimit, self.read) = (name, separator, recordLimit, read)
    try fill(upTo: Self.openingSize)
    guard let opening = DelimitedText(buffer, separator: separator).opening() else { return }
    (first, self.opening) = (opening.first, (opening.rest.position, opening.rest.line))
    self.separator = Character(UnicodeScalar(opening.rest.separator))
  }

  /// The next whole records; nil at the end.
  ///
  /// - Parameters:
  ///   - minimum: the number of records to wait for, unless the table has fewer.
  ///   - limit: the maximum number of records.
  /// - Throws: `RecordError` if a record has no end.
  package mutating func next(atLeast minimum: Int = 1, limit: Int = 256) throws -> Batch? {
    while true {
      var table = DelimitedText(
        buffer, separator: separator, from: opening?.position ?? position, line: opening?.line ?? line)
      var records = opening == nil ? [] : [first].compactMap(\.self)
      var (end, endLine) = opening ?? (position, line)
      var (record, isExhausted) = (DelimitedText.Record(), false)
      while records.count < limit {
        isExhausted = !table.next(into: &record)
        if isExhausted || !isAtEnd && mayContinue(record, table.position) { break }
        // A directive stays where it is, and is no row.
        if IgnoreDirective(buffer, record.range) == nil { records.append(record) }
        (end, endLine) = (table.position, table.line)
      }
      if isAtEnd, isExhausted { end = buffer.count }
      if end > position, isAtEnd || !records.isEmpty && (records.count >= minimum || buffer.count >= recordLimit) {
        defer { (position, line, opening) = (end, endLine, nil) }
        return Batch(bytes: buffer, range: position..<end, records: records, table: table)
      }
      if isAtEnd { return nil }
      guard buffer.count - end < 2 * recordLimit else {
        throw RecordError("\(name):\(endLine): more than \(buffer.count - end) bytes in one row; is this a table?")
      }
      try fill()
    }
  }

  /// Whether more bytes could change a record that was parsed up to a position.
  private func mayContinue(_ record: DelimitedText.Record, _ position: Int) -> Bool {
    if record.isCut { return buffer.count - record.range.lowerBound < recordLimit }
    // A quote or a line break may be half of two.
    return position >= buffer.count
  }

  private mutating func fill() throws {
    if position > 0, opening == nil {
      buffer = Array(buffer[position...])
      position = 0
    }
    // Doubling keeps repeated searches for a closing quote linear.
    try fill(upTo: max(buffer.count * 2, 1 << 16))
  }

  private mutating func fill(upTo size: Int) throws {
    while !isAtEnd, buffer.count < size {
      if let bytes = try read() { buffer += bytes } else { isAtEnd = true }
    }
  }
}

/// An error in the structure of a table: a sentence with file and line.
package struct RecordError: Error, CustomStringConvertible {
  package let description: String
  init(_ description: String) { self.description = description }
}

/// Reads comma- or tab-separated text (RFC 4180): fields in double quotes may hold the separator, line breaks and doubled
/// quotes; records end at LF, CR LF or CR. A quote that does not close its field is text like any other.
struct DelimitedText: Sequence, IteratorProtocol {
  /// One record and the line, from 1, that it begins on.
  struct Record: Hashable {
    var line: Int
    var fields: [String] = []
    /// The line on which a field begins with a quote that nothing on it closes, nor what follows.
    var openQuoteLine: Int?
    var isUTF8 = true
  }

  private let bytes: [UInt8]
  private let separator: UInt8
  private var position: Int
  private var line = 1

  init(_ bytes: [UInt8], separator: Character) {
    self.bytes = bytes
    self.separator = separator.asciiValue ?? UInt8(ascii: ",")
    position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  /// The next record; blank lines are passed over.
  mutating func next() -> Record? {
    while position < bytes.count, isLineBreak(position) { skipLineBreak() }
    guard position < bytes.count else { return nil }
    var record = Record(line: line)
    while true {
      let content = field(&record)
      if let text = String(validating: content, as: UTF8.self) {
        record.fields.append(text)
      } else {
        record.isUTF8 = false
        record.fields.append(String(decoding: content, as: UTF8.self))
      }
      guard position < bytes.count, bytes[position] == separator else { break }
      position += 1
    }
    if position < bytes.count { skipLineBreak() }
    return record
  }

  private mutating func field(_ record: inout Record) -> [UInt8] {
    if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
      if let quoted = quotedField(&record) { return quoted }
    }
    let start = position
    while position < bytes.count, bytes[position] != separator, !isLineBreak(position) { position += 1 }
    return Array(bytes[start..<position])
  }

  /// The field in quotes that begins here; nil, with nothing taken, where no quote ends the field.
  private mutating func quotedField(_ record: inout Record) -> [UInt8]? {
    var content: [UInt8] = []
    var index = position + 1
    var lines = 0
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "\"") {
        index += 1
        guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else {
          guard index == bytes.count || bytes[index] == separator || isLineBreak(index) else {
            // The quote of another row: the one that opened here was left open.
            if lines > 0 { record.openQuoteLine = record.openQuoteLine ?? line }
            return nil
          }
          position = index
          line += lines
          return content
        }
      } else if isLineBreak(index), bytes[index...].prefix(2) != [UInt8(ascii: "\r"), UInt8(ascii: "\n")] {
        lines += 1
      }
      content.append(bytes[index])
      index += 1
    }
    record.openQuoteLine = record.openQuoteLine ?? line
    return nil
  }

  private func isLineBreak(_ index: Int) -> Bool {
    bytes[index] == UInt8(ascii: "\n") || bytes[index] == UInt8(ascii: "\r")
  }

  private mutating func skipLineBreak() {
    let isReturn = bytes[position] == UInt8(ascii: "\r")
    if isReturn, position + 1 < bytes.count, bytes[position + 1] == UInt8(ascii: "\n") { position += 1 }
    position += 1
    line += 1
  }
}

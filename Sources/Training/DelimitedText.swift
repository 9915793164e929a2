/// Reads comma- or tab-separated text (RFC 4180): fields in double quotes may hold the separator, line breaks and doubled
/// quotes; records end at LF, CR LF or CR.
struct DelimitedText: Sequence, IteratorProtocol {
  /// One record and the line, from 1, that it begins on.
  struct Record: Hashable {
    var line: Int
    var fields: [String]
    /// A quoted field that the file's end cut off.
    var isUnterminated = false
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
    while position < bytes.count, isLineBreak(bytes[position]) { skipLineBreak() }
    guard position < bytes.count else { return nil }
    var record = Record(line: line, fields: [])
    while true {
      record.fields.append(field(&record.isUnterminated))
      guard position < bytes.count, bytes[position] == separator else { break }
      position += 1
    }
    if position < bytes.count { skipLineBreak() }
    return record
  }

  private mutating func field(_ isUnterminated: inout Bool) -> String {
    var content: [UInt8] = []
    if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
      position += 1
      while true {
        guard position < bytes.count else {
          isUnterminated = true
          break
        }
        let byte = bytes[position]
        if byte == UInt8(ascii: "\"") {
          position += 1
          guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { break }
        } else if byte == UInt8(ascii: "\n") {
          line += 1
        }
        content.append(byte)
        position += 1
      }
    }
    // What follows a closing quote is kept too: better an odd text than a lost one.
    while position < bytes.count, bytes[position] != separator, !isLineBreak(bytes[position]) {
      content.append(bytes[position])
      position += 1
    }
    return String(decoding: content, as: UTF8.self)
  }

  private func isLineBreak(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }

  private mutating func skipLineBreak() {
    if bytes[position] == UInt8(ascii: "\r"), position + 1 < bytes.count, bytes[position + 1] == UInt8(ascii: "\n") {
      position += 1
    }
    position += 1
    line += 1
  }
}

/// Why and where a text is not JSON.
public struct JSONError: Error, Hashable, Sendable {
  /// The line, counted from 1; LF, CR LF and CR each end one.
  public let line: Int
  /// The column, counted from 1 in Unicode scalars.
  public let column: Int
  /// What is wrong there and, where it is known, what to write instead.
  public let reason: String

  /// An error at that place.
  public init(line: Int, column: Int, reason: String) {
    self.line = line
    self.column = column
    self.reason = reason
  }

  /// An error at that byte of a text which is valid UTF-8 up to there.
  init(in text: ArraySlice<UInt8>, at offset: Int, reason: String) {
    var line = 1
    var column = 1
    var previous: UInt8 = 0
    for byte in text[..<offset] {
      if byte == UInt8(ascii: "\n"), previous == UInt8(ascii: "\r") {
        // The second half of a line end that was counted already.
      } else if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
      previous = byte
    }
    self.init(line: line, column: column, reason: reason)
  }
}

extension JSONError: CustomStringConvertible {
  /// The place and the reason in one sentence, such as "line 3, column 14: expected ',' or '}' after a value, found '"'".
  public var description: String { "line \(line), column \(column): \(reason)" }
}

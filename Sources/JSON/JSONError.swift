/// An error in a JSON text, with its position.
public struct JSONError: Error, Hashable, Sendable {
  /// The line, counted from 1; LF, CR LF and CR each end one.
  public let line: Int
  /// The column, counted from 1 in Unicode scalars.
  public let column: Int
  /// The error and, if known, the remedy.
  public let reason: String

  /// Creates an error.
  public init(line: Int, column: Int, reason: String) {
    self.line = line
    self.column = column
    self.reason = reason
  }

  /// Creates an error at a byte offset; the text up to it must be valid UTF-8.
  init(in text: ArraySlice<UInt8>, at offset: Int, reason: String) {
    var line = 1
    var column = 1
    var previous: UInt8 = 0
    for byte in text[..<offset] {
      if byte == UInt8(ascii: "\n"), previous == UInt8(ascii: "\r") {
        // The second half of a CR LF, already counted.
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
  /// The position and the reason, such as "line 3, column 14: expected ',' or '}' after a value, found '"'".
  public var description: String { "line \(line), column \(column): \(reason)" }
}

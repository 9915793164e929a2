import Files
import Foundation
import Reviews

/// Writes text to standard output or standard error. A closed standard output ends the program silently, as it ends any
/// filter; errors of standard error are ignored.
func writeText(_ text: String, toError: Bool = false) {
  do {
    try (toError ? ByteStream.standardError : .standardOutput).write(text.utf8)
  } catch {
    if toError { return }
    let isClosed = error as? Errno == .brokenPipe
    if !isClosed { warn("standard output cannot be written: \(error)") }
    exit(isClosed ? 0 : 2)
  }
}

/// Prints a warning or an error on standard error, in one line.
func warn(_ sentence: String) { writeText("sentiment: \(sentence.excerpt(4000))\n", toError: true) }

/// Prints the problems of data rows, at most twenty.
func warn(_ problems: [String]) {
  for problem in problems.prefix(20) { warn(problem) }
  if problems.count > 20 { warn("… and \(problems.count - 20) more problems") }
}

/// Reads lines from standard input as they arrive: memory does not grow with the input, and each line can be answered before
/// the next one arrives.
struct StandardInput {
  private var buffer: [UInt8] = []
  /// The length of the buffer's prefix that has no line break.
  private var searched = 0
  private var atEnd = false
  private var isAtStart = true
  private var lineNumber = 0

  /// A line without its line break, and its number, counted from 1.
  struct Line {
    var number: Int
    var bytes: [UInt8]

    /// The line as text, bytes that are not UTF-8 replaced by U+FFFD.
    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The reason why the line's text may be incomplete or altered.
    var problem: String? {
      let location = "standard input:\(number)"
      if bytes.count > 1 << 20 {
        return
          "\(location): \(bytes.count) bytes in one line, of which only head and tail are read; put one text per line"
      }
      if String(validating: bytes, as: UTF8.self) == nil {
        return "\(location): not valid UTF-8, invalid bytes are replaced by U+FFFD. Convert the input: iconv -t UTF-8"
      }
      return nil
    }
  }

  /// The complete lines in the buffer, at least one and at most `limit`; nil at the end.
  mutating func nextLines(limit: Int) -> [Line]? {
    var lines: [Line] = []
    while true {
      var start = 0
      while lines.count < limit, let end = buffer[max(start, searched)...].firstIndex(of: UInt8(ascii: "\n")) {
        lines.append(line(start..<end))
        start = end + 1
      }
      buffer.removeSubrange(..<start)
      searched = lines.count < limit ? buffer.count : 0
      if !lines.isEmpty { return lines }
      if atEnd {
        guard !buffer.isEmpty else { return nil }
        defer { (buffer, searched) = ([], 0) }
        return [line(0..<buffer.count)]
      }
      fill()
    }
  }

  /// All bytes up to the end.
  mutating func readAll() -> [UInt8] {
    while !atEnd { fill() }
    defer { buffer = [] }
    return buffer
  }

  private mutating func line(_ range: Range<Int>) -> Line {
    lineNumber += 1
    var bytes = Array(buffer[range])
    if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
    return Line(number: lineNumber, bytes: bytes)
  }

  private mutating func fill() {
    do {
      let chunk = try ByteStream.standardInput.read()
      atEnd = chunk.isEmpty
      buffer += chunk
    } catch {
      warn("\(error)")
      exit(2)
    }
    // Drops a byte-order mark, once its three bytes have arrived.
    if isAtStart, buffer.count >= 3 || atEnd {
      if buffer.starts(with: [0xEF, 0xBB, 0xBF]) { (buffer, searched) = (Array(buffer.dropFirst(3)), 0) }
      isAtStart = false
    }
  }
}

import Foundation

/// Writes text whole to standard output or standard error; a reader that has gone away ends the program quietly, as it
/// does any filter.
func writeText(_ text: String, toError: Bool = false) {
  var rest = Array(text.utf8)[...]
  while !rest.isEmpty {
    let written = unsafe rest.withUnsafeBytes { unsafe write(toError ? 2 : 1, $0.baseAddress, $0.count) }
    if written > 0 {
      rest = rest.dropFirst(written)
    } else if errno != EINTR {
      exit(errno == EPIPE ? 0 : 2)
    }
  }
}

/// Says what went wrong on standard error and lets the work go on.
func warn(_ sentence: String) { writeText("sentiment: \(sentence)\n", toError: true) }

/// Whether a person looks at standard output.
var outputIsTerminal: Bool { isatty(1) == 1 }

/// Reads lines from standard input as they arrive: memory does not grow with the input, and whoever feeds a line and waits
/// gets its answer.
struct StandardInput {
  private var buffer: [UInt8] = []
  /// How much of the buffer is known to hold no line break.
  private var searched = 0
  private var atEnd = false
  private var lineNumber = 0

  /// A line without its line break, and its number from 1.
  struct Line {
    var number: Int
    var bytes: [UInt8]

    /// The line as text. Bytes that are not UTF-8 are said and replaced by U+FFFD.
    var text: String {
      if let text = String(validating: bytes, as: UTF8.self) { return text }
      warn(
        "standard input:\(number): not valid UTF-8; unreadable bytes were replaced. Convert the file: iconv -t UTF-8")
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  /// The complete lines at hand, at least one and at most `limit`; nil at the end.
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
        defer { buffer = [] }
        return [line(0..<buffer.count)]
      }
      fill()
    }
  }

  /// Everything up to the end.
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
    let chunk = unsafe [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
      repeat { count = unsafe read(0, buffer.baseAddress, buffer.count) } while count < 0 && errno == EINTR
      count = max(0, count)
    }
    if chunk.isEmpty { atEnd = true }
    buffer += chunk
  }
}

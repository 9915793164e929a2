import Files
import Foundation
import Reviews

/// Writes text whole to standard output or standard error. A reader of the output that has gone away ends the program
/// quietly, as it does any filter; what nobody takes from standard error is lost, and the work goes on.
func writeText(_ text: String, toError: Bool = false) {
  do {
    try (toError ? ByteStream.standardError : .standardOutput).write(text.utf8)
  } catch {
    if toError { return }
    let isGone = error as? Errno == .brokenPipe
    if !isGone { warn("standard output cannot be written: \(error)") }
    exit(isGone ? 0 : 2)
  }
}

/// Says what went wrong on standard error, in one line, and lets the work go on.
func warn(_ sentence: String) { writeText("sentiment: \(sentence.excerpt(4000))\n", toError: true) }

/// Says what is wrong with rows of data, the first twenty of them.
func warn(_ problems: [String]) {
  for problem in problems.prefix(20) { warn(problem) }
  if problems.count > 20 { warn("… and \(problems.count - 20) more rows like these") }
}

/// Reads lines from standard input as they arrive: memory does not grow with the input, and whoever feeds a line and waits
/// gets its answer.
struct StandardInput {
  private var buffer: [UInt8] = []
  /// How much of the buffer is known to hold no line break.
  private var searched = 0
  private var atEnd = false
  private var isAtStart = true
  private var lineNumber = 0

  /// A line without its line break, and its number from 1.
  struct Line {
    var number: Int
    var bytes: [UInt8]

    /// The line as text, bytes that are not UTF-8 replaced by U+FFFD.
    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// What is odd about the line, in a sentence.
    var problem: String? {
      let place = "standard input:\(number)"
      if bytes.count > 1 << 20 {
        return "\(place): \(bytes.count) bytes in one line, read as head and tail only; put one text a line"
      }
      if String(validating: bytes, as: UTF8.self) == nil {
        return "\(place): not valid UTF-8; unreadable bytes were replaced. Convert it: iconv -t UTF-8"
      }
      return nil
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
        defer { (buffer, searched) = ([], 0) }
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
    do {
      let chunk = try ByteStream.standardInput.read()
      atEnd = chunk.isEmpty
      buffer += chunk
    } catch {
      warn("\(error)")
      exit(2)
    }
    // A byte-order mark, once all of it is there, and nothing is known of it yet.
    if isAtStart, buffer.count >= 3 || atEnd {
      if buffer.starts(with: [0xEF, 0xBB, 0xBF]) { (buffer, searched) = (Array(buffer.dropFirst(3)), 0) }
      isAtStart = false
    }
  }
}

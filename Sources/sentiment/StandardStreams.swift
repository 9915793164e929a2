import Files
import Foundation
import JSON

/// Writes a line of text to standard output or standard error. Whatever text of others is in it, it stays one line that moves
/// no text around it and is no command.
func writeLine(_ line: String, toError: Bool = false) {
  var line = line.visible
  // GitHub would read a line that begins with `::` as a command in the log of a step.
  let start = line.prefix(while: \.isWhitespace)
  if line.dropFirst(start.count).hasPrefix("::") { line = start + "\\u{3a}" + line.dropFirst(start.count + 1) }
  write(Array((line + "\n").utf8), toError: toError)
}

/// Writes a value as a line of JSON, which escapes text of others.
func writeLine(_ json: JSONValue) { write(Array((json.serialized() + "\n").utf8)) }

/// Writes the output that is no line of text: tables, pages, logs in JSON, and our own colours and commands. Text of others in it
/// must be escaped. A closed standard output ends the program silently, as it ends any filter; errors of standard error are
/// ignored.
func write(_ bytes: [UInt8], toError: Bool = false) {
  do {
    try (toError ? ByteStream.standardError : .standardOutput).write(bytes)
  } catch {
    if toError { return }
    let isClosed = error as? Errno == .brokenPipe
    if !isClosed { warn("standard output cannot be written: \(error)") }
    endProcess(isClosed ? 0 : 2)
  }
}

/// Ends the program without the exit functions of libraries: OpenBLAS would wait for a thread that it could not start.
func endProcess(_ code: Int32) -> Never { _exit(code) }

/// Prints a warning or an error on standard error, in one line. The middle of a very long one is left out.
func warn(_ sentence: String) {
  let (scalars, limit) = (sentence.unicodeScalars, 2000)
  let isLong = scalars.dropFirst(2 * limit).first != nil
  let shown = isLong ? "\(String(scalars.prefix(limit)))…\(String(scalars.suffix(limit)))" : sentence
  writeLine("sentiment: " + shown, toError: true)
}

/// Prints the problems of data rows, at most twenty.
func warn(_ problems: [String]) {
  var printer = ProblemPrinter()
  for problem in problems { printer.report(problem) }
  printer.finish()
}

/// Prints problems as they occur: the first twenty, and the number of others at the end.
struct ProblemPrinter {
  /// The number of problems so far.
  private(set) var count = 0
  private static let limit = 20

  mutating func report(_ problem: String) {
    count += 1
    if count <= Self.limit { warn(problem) }
  }

  func finish() { if count > Self.limit { warn("… and \(count - Self.limit) more problems") } }
}

/// Reads the lines of a text as they arrive: memory does not grow with the text, and each line can be answered before the
/// next one arrives.
struct LineReader {
  let text: TextStream
  private var buffer: [UInt8] = []
  /// The length of the buffer's prefix that has no line break.
  private var searched = 0
  private var atEnd = false
  private var lineNumber = 0

  init(_ text: TextStream) { self.text = text }

  /// A line without its line break.
  struct Line {
    /// Its number, from 1.
    var number: Int
    var bytes: [UInt8]
    /// The reason why the line's text may be incomplete or altered.
    var problem: String?

    /// The line as text, bytes that are not UTF-8 replaced by U+FFFD.
    var text: String { String(decoding: bytes, as: UTF8.self) }
  }

  /// The complete lines in the buffer, at least one and at most `limit`; nil at the end.
  mutating func nextLines(limit: Int) throws -> [Line]? {
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
      if let piece = try text.next() { buffer += piece } else { atEnd = true }
    }
  }

  private mutating func line(_ range: Range<Int>) -> Line {
    lineNumber += 1
    var bytes = Array(buffer[range])
    if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
    return Line(number: lineNumber, bytes: bytes, problem: problem(of: bytes))
  }

  private func problem(of line: [UInt8]) -> String? {
    if line.count > 1 << 20 {
      return
        "\(text.name):\(lineNumber): \(line.count) bytes in one line, of which only head and tail are read; put one "
        + "text per line"
    }
    guard String(validating: line, as: UTF8.self) == nil else { return nil }
    return text.sentence(aboutInvalidLine: lineNumber)
  }
}

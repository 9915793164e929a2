/// Splits a stream of arbitrary bytes into frames, however the bytes arrive.
///
/// Memory is bounded: `Framing.headerLimit` limits headers, `Framing.bodyLimit` limits bodies, and bytes outside any
/// message are dropped at once.
public struct FrameSplitter: Sendable {
  private enum State {
    case header
    case body(length: Int)
    /// After a malformed header or line: drops everything up to the next one.
    case resynchronizing
  }

  private let framing: Framing
  private var state = State.header
  private var buffer: [UInt8] = []
  /// The start of the unread bytes.
  private var start = 0
  /// The number of unread bytes without a line end, so that a long line is searched once.
  private var searched = 0

  /// Creates a splitter at the start of a stream.
  public init(_ framing: Framing) { self.framing = framing }

  /// Appends the next bytes of the stream.
  public mutating func append(_ bytes: some Collection<UInt8>) {
    if start == buffer.count {
      // Releases the memory of a very long line, but keeps the capacity for the current body.
      buffer.removeAll(keepingCapacity: buffer.capacity <= 2 * Self.readSize || isInBody)
    } else {
      buffer.removeSubrange(..<start)
    }
    start = 0
    buffer.append(contentsOf: bytes)
  }

  private var isInBody: Bool {
    if case .body = state { true } else { false }
  }

  /// The usual number of bytes of a read; longer messages are not copied again.
  private static let readSize = 1 << 16

  /// The next frame; nil if it needs more bytes.
  public mutating func next() -> Frame? {
    switch framing {
    case .lsp: nextByHeader()
    case .ndjson: nextByLine()
    }
  }

  /// The last frame at the end of the stream: a line without a line end, or an incomplete message.
  public mutating func finish() -> Frame? {
    let rest = remove(start..<buffer.count, endingAt: buffer.count)
    let last = state
    self = FrameSplitter(framing)
    let isBlank = rest.allSatisfy(isSpace)
    switch (framing, last) {
    case (_, .resynchronizing): return nil
    case (.ndjson, _): return isBlank ? nil : .body(rest)
    case (.lsp, .header): return isBlank ? nil : .malformed("The input ended in the middle of a header.")
    case (.lsp, .body(let length)):
      return .malformed("The input ended after \(rest.count) of a message's \(length) bytes.")
    }
  }
}

extension FrameSplitter {
  private mutating func nextByHeader() -> Frame? {
    while true {
      switch state {
      case .header:
        guard let header = removeHeader() else {
          guard buffer.count - start > Framing.headerLimit else { return nil }
          start += 1  // so that the search does not find this header again
          state = .resynchronizing
          return .malformed("A message header is longer than \(Framing.headerLimit) bytes.")
        }
        do {
          guard let length = try contentLength(header) else {
            // The rest of a message longer than its Content-Length may precede the next header on the same line.
            start = header.startIndex + 1
            state = .resynchronizing
            return .malformed("A message header has no Content-Length.")
          }
          state = .body(length: length)
          if length > Self.readSize {
            // Growing in steps would take up to three times the body's memory. The JSON parser adds a byte.
            buffer.removeSubrange(..<start)
            start = 0
            buffer.reserveCapacity(length + Self.readSize + 1)
          }
        } catch {
          state = .resynchronizing
          return .malformed(error.reason)
        }
      case .body(let length):
        guard buffer.count - start >= length else { return nil }
        state = .header
        return .body(remove(start..<start + length, endingAt: start + length))
      case .resynchronizing:
        guard let found = indexOfHeader() else {
          start = max(start, buffer.count - lengthHeader.count)
          return nil
        }
        start = found
        state = .header
      }
    }
  }

  /// Removes a message from the buffer and continues at `end`.
  private mutating func remove(_ message: Range<Int>, endingAt end: Int) -> [UInt8] {
    guard message.count > Self.readSize, message.count > buffer.count - end else {
      start = end
      return Array(buffer[message])
    }
    // A long message keeps the buffer, and the rest moves to a new one.
    var body = Array(buffer[end...])
    swap(&body, &buffer)
    start = 0
    body.removeSubrange(message.upperBound...)
    body.removeSubrange(..<message.lowerBound)
    return body
  }

  /// Removes the bytes up to the empty line that ends a header; a bare LF is a line end.
  private mutating func removeHeader() -> ArraySlice<UInt8>? {
    var lineStart = start
    for index in buffer[start...].prefix(Framing.headerLimit).indices where buffer[index] == newline {
      let line = buffer[lineStart..<index]
      // Skips empty lines before a header.
      if line.isEmpty || line.elementsEqual([carriageReturn]) {
        let header = buffer[start..<lineStart]
        start = index + 1
        if !header.isEmpty { return header }
      }
      lineStart = index + 1
    }
    return nil
  }

  private func indexOfHeader() -> Int? {
    let last = buffer.count - lengthHeader.count
    guard start <= last else { return nil }
    return (start...last).first { index in
      // Compares the name only if the first letter matches, which is rare.
      buffer[index] | 0x20 == lengthHeader[0] && lowercased(buffer[index..<index + lengthHeader.count]) == lengthHeader
    }
  }

  private mutating func nextByLine() -> Frame? {
    while true {
      guard let end = buffer[(start + searched)...].firstIndex(of: newline) else {
        searched = buffer.count - start
        guard searched > Framing.bodyLimit else { return nil }
        start = buffer.count
        searched = 0
        if case .resynchronizing = state { return nil }
        state = .resynchronizing
        return .malformed("A line is longer than \(Framing.bodyLimit) bytes.")
      }
      let line = start..<end
      searched = 0
      if case .resynchronizing = state {
        state = .header
      } else if !buffer[line].allSatisfy(isSpace) {
        return .body(remove(line, endingAt: end + 1))
      }
      start = end + 1
    }
  }
}

private struct MalformedHeader: Error { var reason: String }

/// The Content-Length of a header; nil if it has none. Ignores other fields.
private func contentLength(_ header: ArraySlice<UInt8>) throws(MalformedHeader) -> Int? {
  var length: Int?
  for line in header.split(separator: newline) {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
    guard lowercased(line[..<colon]) == lengthHeader.dropLast() else { continue }
    let field = line[(colon + 1)...].drop(while: isSpace)
    let value = String(decoding: field.prefix { !isSpace($0) }, as: UTF8.self)
    // `Int` parses a sign and digits, and is nil on overflow.
    guard let number = Int(value), number >= 0 else {
      throw MalformedHeader(reason: "Content-Length must be a number of bytes, not \"\(value.prefix(40))\".")
    }
    guard number <= Framing.bodyLimit else {
      throw MalformedHeader(reason: "A message of \(number) bytes exceeds the limit of \(Framing.bodyLimit).")
    }
    guard length == nil || length == number else {
      throw MalformedHeader(reason: "A message header has two different Content-Length fields.")
    }
    length = number
  }
  return length
}

private let lengthHeader = Array("content-length:".utf8)
private let newline = UInt8(ascii: "\n")
private let carriageReturn = UInt8(ascii: "\r")

private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

private func lowercased(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
  bytes.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
}

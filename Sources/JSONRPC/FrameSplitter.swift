/// Cuts a stream of bytes into messages, however the bytes arrive and whatever they are.
///
/// Memory stays bounded: a header ends within `Framing.headerLimit`, a body within `Framing.bodyLimit`, and bytes that belong
/// to no message are dropped as they come.
public struct FrameSplitter: Sendable {
  private enum State {
    case header
    case body(length: Int)
    /// After a malformed header or line: everything up to the next one is dropped.
    case resynchronizing
  }

  private let framing: Framing
  private var state = State.header
  private var buffer: [UInt8] = []
  /// Where the unread bytes begin.
  private var start = 0
  /// How many unread bytes are known to hold no line end, so that a long line is searched once.
  private var searched = 0

  /// A splitter at the start of a stream.
  public init(_ framing: Framing) { self.framing = framing }

  /// Takes in the next bytes of the stream.
  public mutating func append(_ bytes: some Collection<UInt8>) {
    if start == buffer.count {
      // The room that a very long line took is not kept; that for the body to come is.
      buffer.removeAll(keepingCapacity: buffer.capacity <= 2 * Self.usualSize || isInBody)
    } else {
      buffer.removeSubrange(..<start)
    }
    start = 0
    buffer.append(contentsOf: bytes)
  }

  private var isInBody: Bool {
    if case .body = state { true } else { false }
  }

  /// How many bytes come at once; longer messages are not copied once more.
  private static let usualSize = 1 << 16

  /// The next message, or nil until more bytes have come.
  public mutating func next() -> Frame? {
    switch framing {
    case .lsp: nextByHeader()
    case .ndjson: nextByLine()
    }
  }

  /// What is left at the end of the stream: a last line without its line end, or a message that was cut off.
  public mutating func finish() -> Frame? {
    let rest = take(start..<buffer.count, endingAt: buffer.count)
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
        guard let header = takeHeader() else {
          guard buffer.count - start > Framing.headerLimit else { return nil }
          start += 1  // so that the search does not find this very header again
          state = .resynchronizing
          return .malformed("A message header is longer than \(Framing.headerLimit) bytes.")
        }
        do {
          guard let length = try contentLength(header) else {
            // What is left of a message longer than it said may stand before the next header, on the same line.
            start = header.startIndex + 1
            state = .resynchronizing
            return .malformed("A message header has no Content-Length.")
          }
          state = .body(length: length)
          if length > Self.usualSize {
            // Growing step by step would take up to three times the body. The JSON reader adds a byte.
            buffer.removeSubrange(..<start)
            start = 0
            buffer.reserveCapacity(length + Self.usualSize + 1)
          }
        } catch {
          state = .resynchronizing
          return .malformed(error.reason)
        }
      case .body(let length):
        guard buffer.count - start >= length else { return nil }
        state = .header
        return .body(take(start..<start + length, endingAt: start + length))
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

  /// Takes a message out of the buffer and goes on at the byte behind its end.
  private mutating func take(_ message: Range<Int>, endingAt end: Int) -> [UInt8] {
    guard message.count > Self.usualSize, message.count > buffer.count - end else {
      start = end
      return Array(buffer[message])
    }
    // A long one keeps the buffer, and what follows gets a new one.
    var taken = Array(buffer[end...])
    swap(&taken, &buffer)
    start = 0
    taken.removeSubrange(message.upperBound...)
    taken.removeSubrange(..<message.lowerBound)
    return taken
  }

  /// Consumes the bytes up to the empty line that ends a header; a bare LF counts as a line end.
  private mutating func takeHeader() -> ArraySlice<UInt8>? {
    var lineStart = start
    for index in buffer[start...].prefix(Framing.headerLimit).indices where buffer[index] == newline {
      let line = buffer[lineStart..<index]
      // Empty lines before a header belong to nothing.
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
      // Most bytes fail on the first letter; only then is the name compared.
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
        return .body(take(line, endingAt: end + 1))
      }
      start = end + 1
    }
  }
}

private struct MalformedHeader: Error { var reason: String }

/// The length that a header announces, nil where it does not; other fields, known or not, are passed over.
private func contentLength(_ header: ArraySlice<UInt8>) throws(MalformedHeader) -> Int? {
  var length: Int?
  for line in header.split(separator: newline) {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
    guard lowercased(line[..<colon]) == lengthHeader.dropLast() else { continue }
    let field = line[(colon + 1)...].drop(while: isSpace)
    let value = String(decoding: field.prefix { !isSpace($0) }, as: UTF8.self)
    // `Int` reads a sign and digits, and is nil on overflow.
    guard let number = Int(value), number >= 0 else {
      throw MalformedHeader(reason: "Content-Length must be a number of bytes, not \"\(value.prefix(40))\".")
    }
    guard number <= Framing.bodyLimit else {
      throw MalformedHeader(reason: "A message of \(number) bytes is over the limit of \(Framing.bodyLimit).")
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

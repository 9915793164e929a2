import JSONRPC
import Testing

/// The frames of a stream that arrives in pieces of `size` bytes, or whole.
private func frames(_ framing: Framing, _ stream: [UInt8], size: Int) -> [Frame] {
  var splitter = FrameSplitter(framing)
  var frames: [Frame] = []
  for start in stride(from: 0, to: stream.count, by: size) {
    splitter.append(stream[start..<min(start + size, stream.count)])
    while let frame = splitter.next() { frames.append(frame) }
  }
  while let frame = splitter.finish() { frames.append(frame) }
  return frames
}

/// Checks the bodies, and `!` for each malformed piece, whether the stream comes byte by byte, in pieces or whole.
private func check(
  _ framing: Framing, _ stream: String, _ expected: [String], sourceLocation: SourceLocation = #_sourceLocation
) {
  let bytes = Array(stream.utf8)
  for size in [1, 2, 7, max(1, bytes.count)] {
    let found = frames(framing, bytes, size: size).map { frame in
      if case .body(let bytes) = frame { String(decoding: bytes, as: UTF8.self) } else { "!" }
    }
    #expect(found == expected, "in pieces of \(size) bytes", sourceLocation: sourceLocation)
  }
}

struct FrameSplitterTests {
  private let good = "Content-Length: 2\r\n\r\n{}"

  @Test func parsesHeadersOfAllClients() {
    check(.lsp, "", [])
    check(.lsp, good + good, ["{}", "{}"])
    check(.lsp, "content-LENGTH:2\r\n\r\n{}", ["{}"])
    check(.lsp, "Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: 2\r\n\r\n{}", ["{}"])
    check(.lsp, "Content-Length: 2\n\n{}", ["{}"])
    check(.lsp, "\r\n\r\n" + good + "\r\n", ["{}"])
    check(.lsp, "Content-Length: 0\r\n\r\n" + good, ["", "{}"])
  }

  @Test func lengthsAreBytes() {
    check(.lsp, "Content-Length: 8\r\n\r\n\"é😀\"" + good, ["\"é😀\"", "{}"])
  }

  @Test(arguments: [
    "-2", "abc", "", "1e3", "2.0", "0x10", "99999999999999999999999999", "9223372036854775807", "67108865", "２",
  ])
  func reportsInvalidLengthsAndReadsTheNextMessage(length: String) {
    check(.lsp, "Content-Length: \(length)\r\n\r\n{}" + good, ["!", "{}"])
  }

  @Test func reportsMalformedHeadersAndReadsTheNextMessage() {
    check(.lsp, "Content-Type: x\r\n\r\n{}" + good, ["!", "{}"])
    check(.lsp, "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}" + good, ["!", "{}"])
    check(.lsp, "what is this?\n\nanyone there?\n" + good, ["!", "{}"])
    check(.lsp, String(repeating: "x", count: 9000) + good, ["!", "{}"])
    check(.lsp, "Content-Length: 2\r\nX: " + String(repeating: "x", count: 9000) + good, ["!", "{}"])
  }

  @Test func aLengthTooShortAffectsOnlyItsOwnMessage() {
    check(.lsp, "Content-Length: 1\r\n\r\n{}" + good + good, ["{", "!", "{}", "{}"])
    check(.lsp, "Content-Length: 1\r\n\r\n{\n\n}" + good, ["{", "!", "{}"])
    check(.lsp, "Content-Length: 1\r\n\r\n{}Content-Length: 2\r\nX: y\r\n\r\n{}", ["{", "!", "{}"])
  }

  @Test func reportsATruncatedStream() {
    let stream = Array((good + "Content-Length: 4\r\n\r\ntrue").utf8)
    for length in 0...stream.count {
      let found = frames(.lsp, Array(stream[..<length]), size: 3)
      let bodies = found.filter { if case .body = $0 { true } else { false } }
      let whole = length == stream.count ? 2 : length >= good.utf8.count ? 1 : 0
      #expect(bodies.count == whole, "after \(length) bytes")
      let isCut = ![0, good.utf8.count, stream.count].contains(length)
      #expect(found.count - bodies.count == (isCut ? 1 : 0), "after \(length) bytes")
    }
  }

  @Test func linesAreMessages() {
    check(.ndjson, "{}\n[]\r\n\n  \ntrue", ["{}", "[]\r", "true"])
    check(.ndjson, "", [])
  }

  @Test func limitsTheMemoryOfALineWithoutEnd() {
    var splitter = FrameSplitter(.ndjson)
    var malformed = 0
    let piece = [UInt8](repeating: 0x78, count: 1 << 20)
    for _ in 0..<66 {
      splitter.append(piece)
      while splitter.next() != nil { malformed += 1 }
    }
    #expect(malformed == 1)
    splitter.append(Array("x\n{}\n".utf8))
    #expect(splitter.next() == .body(Array("{}".utf8)))
  }

  @Test(arguments: Framing.allCases) func readsFramedMessages(framing: Framing) {
    let bodies = ["{}", "\"é😀\"", String(repeating: "long ", count: 40_000)]
    let stream = bodies.flatMap { framing.frame($0.utf8) }
    #expect(frames(framing, stream, size: 999) == bodies.map { .body(Array($0.utf8)) })
  }
}

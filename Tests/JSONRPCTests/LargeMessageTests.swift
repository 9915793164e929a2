import JSON
import Testing

@testable import JSONRPC

/// Long messages arrive whole, and messages that need far more memory than their bytes are rejected.
struct LargeMessageTests {
  @Test(arguments: Framing.allCases)
  func longMessagesAndLaterOnesArriveWhole(framing: Framing) {
    let bodies = [10, 65_536, 65_537, 200_000, 3, 1 << 20].map { length in
      (0..<length).map { UInt8(0x21 + $0 % 90) }
    }
    let stream = bodies.flatMap { framing.frame($0) } + framing.frame([0x7B, 0x7D])
    for size in [1000, 65_536, 131_073, stream.count] {
      var splitter = FrameSplitter(framing)
      var frames: [Frame] = []
      for start in stride(from: 0, to: stream.count, by: size) {
        splitter.append(stream[start..<min(start + size, stream.count)])
        while let frame = splitter.next() { frames.append(frame) }
      }
      #expect(splitter.finish() == nil)
      #expect(frames == (bodies + [[0x7B, 0x7D]]).map { .body($0) }, "in pieces of \(size) bytes")
    }
  }

  @Test func readsALongLineWithoutLineEnd() {
    let body = [UInt8](repeating: 0x78, count: 300_000)
    var splitter = FrameSplitter(.ndjson)
    splitter.append(body)
    #expect(splitter.next() == nil)
    #expect(splitter.finish() == .body(body))
    #expect(splitter.finish() == nil)
  }

  @Test(arguments: ["0,", "[],", "{\"a\":[0]},", "\"\","])
  func rejectsMessagesOfVeryManyValues(element: String) {
    let list = String(repeating: element, count: (20 << 20) / element.utf8.count)
    let body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"x\",\"params\":[\(list)0]}"
    guard case .invalid(let message) = Connection.Incoming(.body(Array(body.utf8))) else {
      Issue.record("the message was accepted")
      return
    }
    #expect(message.error.code == .parseError)
    let reason = message.error.message
    #expect(reason.hasPrefix("The message is not valid JSON: line 1, column "), "\(reason)")
    #expect(reason.hasSuffix("; write fewer small values or split the text"), "\(reason)")
  }

  @Test(arguments: ["A fine film. ", "A \\\"fine\\\" film.\\n", "\\n", "好看。", "\\u597d\\ud83d\\ude00"])
  func receivesADocumentOfManyMegabytes(unit: String) throws {
    let text = String(repeating: unit, count: (8 << 20) / unit.utf8.count)
    let body = "{\"jsonrpc\":\"2.0\",\"method\":\"textDocument/didOpen\",\"params\":{\"text\":\"\(text)\"}}"
    let expected = try JSONValue(parsing: "\"\(unit)\"").stringValue ?? ""
    guard case .message(.notification(let notification)) = Connection.Incoming(.body(Array(body.utf8))) else {
      Issue.record("the message was rejected")
      return
    }
    let read = try #require(notification.params?["text"]?.stringValue)
    #expect(read.utf8.count == expected.utf8.count * ((8 << 20) / unit.utf8.count))
    #expect(read.utf8.starts(with: expected.utf8))
  }

  @Test func receivesSixtyThousandEditsInOneMessage() {
    let edits = (0..<60_000).map { line in
      "{\"range\":{\"start\":{\"line\":\(line),\"character\":3},\"end\":{\"line\":\(line),\"character\":9}},\"text\":\"x\"}"
    }
    let body =
      "{\"jsonrpc\":\"2.0\",\"method\":\"textDocument/didChange\",\"params\":{\"contentChanges\":["
      + edits.joined(separator: ",") + "]}}"
    guard case .message(.notification(let notification)) = Connection.Incoming(.body(Array(body.utf8))) else {
      Issue.record("the message was rejected")
      return
    }
    #expect(notification.params?["contentChanges"]?.arrayValue?.count == 60_000)
  }
}

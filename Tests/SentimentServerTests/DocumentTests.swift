import Dispatch
import JSON
import JSONRPC
import Testing

struct DocumentTests {
  private let good = "A wonderful film, I loved every minute of it."
  private let bad = "This is terrible. A complete waste of time."

  @Test func diagnosticsHaveVersionRangeAndReason() throws {
    let client = TestClient(TestModel())
    try client.initialize()
    client.open("untitled:Untitled-1", "\(good)\r\n  😀 \(bad)  \r\n")
    let params = try client.notification("textDocument/publishDiagnostics")
    #expect(
      params == [
        "uri": "untitled:Untitled-1", "version": 1,
        "diagnostics": [
          [
            "range": ["start": ["line": 1, "character": 2], "end": ["line": 1, "character": 48]],
            "severity": 2, "code": "negative", "source": "sentiment", "message": "negative 97% (terrible., waste)",
            "data": ["label": "negative", "polarity": "negative", "confidence": .double(Double(Float(0.97)))],
          ]
        ],
      ])
    client.notify("textDocument/didClose", ["textDocument": ["uri": "untitled:Untitled-1"]])
    #expect(try client.diagnostics() == (nil, []))
    try client.finish()
  }

  @Test func appliesEditsInOrder() throws {
    let client = TestClient(TestModel())
    try client.initialize()
    client.open("a", good)
    #expect(try client.diagnostics() == (1, []))
    client.change("a", version: 2, [edit(0, 0, 0, "So 😀\n"), edit(0, 3, 5, "an awful film"), edit(1, 0, 99, good)])
    #expect(try client.diagnostics() == (2, ["0:0-0:16"]))
    client.change("a", version: 3, [["text": .string(good)]])
    #expect(try client.diagnostics() == (3, []))
    try client.finish()
  }

  @Test func quickEditsLeaveTheFindingsOfTheLast() throws {
    let model = TestModel()
    let client = TestClient(model)
    try client.initialize(["capabilities": [:]])
    client.open("a", "\(good)\n\(bad)\n")
    for version in 2...200 as ClosedRange<Int64> {
      client.change("a", version: version, [edit(0, 0, 0, version % 2 == 0 ? "awful \n" : "waste of \(version)\n")])
    }
    client.change("a", version: 201, [edit(0, 0, 0, "\(bad)\n")])
    var versions: [Int] = []
    var last: [String] = []
    while versions.last != 201 {
      let (version, ranges) = try client.diagnostics()
      versions.append(version ?? -1)
      last = ranges
    }
    #expect(versions == versions.sorted())
    // Every second of the 199 lines has one word and is no review.
    #expect(last.count == 99 + 2)
    #expect(last.first == "0:0-0:43")
    #expect(last.last == "201:0-201:43")
    try client.finish()
  }

  @Test func anEditReadsOnlyTheEditedReview() throws {
    let model = TestModel()
    let client = TestClient(model)
    try client.initialize()
    client.open("a", "\(good)\n\(bad)\n\(good)\n")
    #expect(try model.calls.next() == [good, bad])
    #expect(try client.diagnostics() == (1, ["1:0-1:43"]))
    client.change("a", version: 2, [edit(0, 0, 0, "So: ")])
    #expect(try model.calls.next() == ["So: " + good])
    #expect(try client.diagnostics() == (2, ["1:0-1:43"]))
    client.open("b", "\(bad)\n\(good)\n")
    #expect(try client.diagnostics() == (1, ["0:0-0:43"]))
    client.change("b", version: 2, [edit(0, 0, 0, "\n")])
    #expect(try client.diagnostics() == (2, ["1:0-1:43"]))
    #expect(model.calls.next(until: .now()) == nil)
    try client.finish()
  }

  @Test func anEditReadsOneReviewEvenOfADocumentLargerThanTheCache() throws {
    let model = TestModel()
    let client = TestClient(model)
    try client.initialize()
    client.open("a", (0..<5000).map { "fine film \($0)\n" }.joined())
    #expect(try client.diagnostics() == (1, []))
    while model.calls.next(until: .now()) != nil {}
    client.change("a", version: 2, [edit(0, 0, 0, "awful ")])
    #expect(try client.diagnostics() == (2, ["0:0-0:17"]))
    #expect(try model.calls.next() == ["awful fine film 0"])
    #expect(model.calls.next(until: .now()) == nil)
    try client.finish()
  }

  @Test func reportsImpossibleChanges() throws {
    let client = TestClient(TestModel())
    try client.initialize()
    client.change("never opened", version: 1, [["text": "This is terrible."]])
    client.notify("textDocument/didClose", ["textDocument": ["uri": "never opened"]])
    client.notify("textDocument/didOpen", ["textDocument": 7])
    client.open("a", bad, version: 5)
    #expect(try client.diagnostics() == (5, ["0:0-0:43"]))
    // The last change counts, whatever its version.
    client.change("a", version: 4, [["text": .string(good)]])
    #expect(try client.diagnostics() == (4, []))
    for params: JSONValue in [["textDocument": ["uri": "a"]], ["textDocument": ["uri": "a", "version": 6]]] {
      client.notify("textDocument/didChange", params)
    }
    #expect(try client.notification("window/showMessage")["type"] == 2)
    #expect(try client.diagnostics() == (nil, []))
    client.change("a", version: 7, [edit(0, 0, 0, "x")])
    #expect(try client.response(to: client.hover("a", line: 0, character: 0)).get() == .null)
    client.change("a", version: 8, [["text": .string(bad)]])
    #expect(try client.diagnostics() == (8, ["0:0-0:43"]))
    try client.finish()
  }

  @Test(arguments: ["Content-Length: 3\r\n\r\n{]}", "Content-Length: x\r\n\r\n{}"])
  func afterAnUnreadableMessageNoDocumentIsTrusted(bytes: String) throws {
    let client = TestClient(TestModel())
    try client.initialize()
    for uri in ["a", "b"] {
      client.open(uri, bad)
      #expect(try client.diagnostics() == (1, ["0:0-0:43"]))
    }
    client.send(bytes: bytes)
    if bytes.hasSuffix("{]}") { #expect(try client.errorCode(of: nil) == -32700) }
    for _ in 0..<2 { #expect(try client.diagnostics() == (nil, [])) }
    #expect(try client.notification("window/showMessage")["type"] == 2)
    client.send(bytes: bytes)  // reported once
    if bytes.hasSuffix("{]}") { #expect(try client.errorCode(of: nil) == -32700) }
    client.change("a", version: 2, [edit(0, 0, 0, "x")])
    client.change("b", version: 2, [["text": .string(bad)]])
    #expect(try client.diagnostics() == (2, ["0:0-0:43"]))
    try client.finish()
  }

  @Test func readsOnlyLanguagesInTheSettings() throws {
    let model = TestModel()
    let client = TestClient(model)
    try client.initialize()
    client.open("a.swift", bad, language: "swift")
    client.change("a.swift", version: 2, [edit(0, 0, 0, "x")])
    try client.synchronize()
    client.open("b", bad, language: "text")
    #expect(try client.diagnostics() == (1, ["0:0-0:43"]))
    try client.finish()
  }

  @Test(arguments: [
    (["utf-8", "utf-16"], "utf-8", "0:0-0:19"), (["utf-32"], "utf-32", "0:0-0:15"),
    (["utf-16", "utf-8"], "utf-16", "0:0-0:16"), (["utf-7"], "utf-16", "0:0-0:16"), ([], "utf-16", "0:0-0:16"),
  ])
  func positionsCountInTheClientsUnit(offered: [String], chosen: String, range: String) throws {
    let client = TestClient(TestModel())
    let general: JSONValue = ["positionEncodings": .array(offered.map(JSONValue.string))]
    let result = try client.result("initialize", ["capabilities": ["general": general]])
    #expect(result["capabilities"]?["positionEncoding"] == .string(chosen))
    client.open("a", "an awful fílm 😀")
    #expect(try client.diagnostics() == (1, [range]))
    try client.finish()
  }
}

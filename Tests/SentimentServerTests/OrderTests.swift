import Dispatch
import JSON
import JSONRPC
import SentimentAnalysis
import SentimentServer
import Tensors
import Testing

/// The order in which the models read texts.
struct OrderTests {
  private func reviews(_ count: Int, _ name: String) -> [String] { (0..<count).map { "\(name) review \($0)." } }

  /// A client of a server with batches of some sixteen short reviews.
  private func client(_ model: TestModel) throws -> TestClient {
    let client = TestClient(model, configure: { $0.batchBytes = 201...201 })
    try client.initialize()
    return client
  }

  @Test func refusesAnIDInUseAndAnswersTheFirstRequest() throws {
    for isCancelled in [false, true] {
      let model = TestModel(isPaused: true)
      let client = try client(model)
      let texts: JSONValue = ["texts": ["An awful film."]]
      for params in [texts, [:]] {
        client.send(["jsonrpc": "2.0", "id": "x", "method": "sentiment/classify", "params": params])
      }
      #expect(throws: ResponseError.self) { try client.answer(to: "x").get() }
      if isCancelled { client.notify("$/cancelRequest", ["id": "x"]) } else { model.resume() }
      let answer = try client.answer(to: "x")
      if isCancelled { model.resume() }
      if case .failure(let error) = answer { #expect(isCancelled && error.code == .requestCancelled) }
      if case .success(let result) = answer { #expect(result["results"]?[0]?["label"] == "negative") }
      try client.finish()
    }
  }

  @Test func readsHoversFirstThenRequestsAndDocumentsInTurn() throws {
    let model = TestModel(isPaused: true)
    let client = try client(model)
    let old = reviews(40, "Old")
    client.open("old", old.joined(separator: "\n"))
    #expect(try model.calls.next() == Array(old[..<16]))
    let classify = client.request("sentiment/classify", ["texts": ["Any text."]])
    client.open("new", "New review.")
    let hover = client.hover("old", line: 39, character: 0)
    // Once its review is found, the new document interrupts the old one, too.
    while try client.result("sentiment/status", [:])["reviews"] != 41 {}

    model.resume()  // hover has interrupted the batch, so that only its longest text, number 10, is read
    #expect(try model.calls.next() == ["Old review 39."])
    model.resume()
    #expect(try client.response(to: hover).get()["contents"] != nil)
    #expect(try model.calls.next() == ["Any text."])
    model.resume()
    #expect(try client.response(to: classify).get()["results"]?[0]?["label"] == "positive")
    for batch in [Array(old[..<10] + old[11..<17]), Array(old[17..<32]), Array(old[32..<39])] {
      #expect(try model.calls.next() == batch)
      model.resume()
    }
    #expect(try client.notification("textDocument/publishDiagnostics")["uri"] == "old")
    #expect(try model.calls.next() == ["New review."])
    model.resume()
    #expect(try client.notification("textDocument/publishDiagnostics")["uri"] == "new")
    try client.finish()
  }

  @Test func typingDoesNotStarveOtherDocuments() throws {
    let model = TestModel(isPaused: true)
    let client = try client(model)
    let other = reviews(40, "Other")
    client.open("other", other.joined(separator: "\n"))
    #expect(try model.calls.next() == Array(other[..<14]))
    // The first edit interrupts the batch, of which one review is read; the second edit waits for the next batch.
    client.open("typed", "Typed review 1.\n")
    try client.hoverNothing("typed")
    model.resume()
    #expect(try model.calls.next() == ["Typed review 1."])
    model.resume()
    #expect(try client.notification("textDocument/publishDiagnostics")["uri"] == "typed")
    #expect(try model.calls.next() == Array(other[..<10] + other[11..<15]))
    client.change("typed", version: 2, [["text": "Typed review 2.\n"]])
    try client.hoverNothing("typed")
    model.resume()
    #expect(try model.calls.next() == ["Typed review 2."])
    model.resume()
    #expect(try client.diagnostics().version == 2)
    try client.finish()
    model.resume()
  }

  @Test func aNewVersionCancelsTheOldOne() throws {
    let model = TestModel(isPaused: true)
    let client = try client(model)
    client.open("a", reviews(20, "First").joined(separator: "\n"))
    #expect(try model.calls.next().count == 14)
    client.change("a", version: 2, [["text": "First review 10.\nA terrible film.\n"]])
    try client.hoverNothing("a")
    model.resume()
    // Reviews read in the old version are not read again.
    #expect(try model.calls.next() == ["A terrible film."])
    model.resume()
    #expect(try client.diagnostics() == (2, ["1:0-1:16"]))
    try client.finish()
  }

  @Test func readsFirstWhereTheUserEdits() throws {
    let model = TestModel()
    let client = try client(model)
    client.open("a", reviews(40, "Old").joined(separator: "\n"))
    #expect(try client.diagnostics() == (1, []))
    while model.calls.next(until: .now()) != nil {}
    client.change(
      "a", version: 2, [["text": .string(reviews(40, "New").joined(separator: "\n"))], edit(20, 0, 0, "A ")])
    #expect(try model.calls.next().first == "A New review 20.")
    #expect(try client.diagnostics() == (2, []))
    try client.finish()
  }

  @Test func batchesHoldTextsOfSeveralRequests() throws {
    let model = TestModel(isPaused: true)
    let client = try client(model)
    let first = client.request("sentiment/classify", ["texts": ["First text."]])
    #expect(try model.calls.next() == ["First text."])
    let texts = reviews(12, "Piped") + ["Piped review 0."]
    let ids = texts.map { client.request("sentiment/classify", ["texts": [.string($0)]]) }
    let explained = client.request("sentiment/classify", ["texts": ["Explained."], "explain": true])
    client.notify("$/cancelRequest", ["id": ids[1].json])
    #expect(try client.errorCode(of: ids[1]) == -32800)
    model.resume()
    _ = try client.response(to: first)
    #expect(try model.calls.next() == ["Piped review 0."] + texts[2..<12])
    client.notify("$/cancelRequest", ["id": ids[2].json])  // the other requests go on
    #expect(try client.errorCode(of: ids[2]) == -32800)
    model.resume()
    for id in ids[3...] + [ids[0]] { #expect(try client.response(to: id).get()["results"]?[0]?["label"] == "positive") }
    #expect(try model.calls.next() == ["Explained."])
    model.resume()
    _ = try client.response(to: explained)
    try client.finish()
  }

  @Test func closingADocumentCancelsItsWork() throws {
    let model = TestModel(isPaused: true)
    let client = try client(model)
    client.open("a", "A terrible film.")
    _ = try model.calls.next()
    client.notify("textDocument/didClose", ["textDocument": ["uri": "a"]])
    #expect(try client.diagnostics() == (nil, []))
    model.resume()
    try client.finish()
  }

  /// While a long text is tokenized, the models read other texts.
  @Test(arguments: ["document", "request"])
  func aLongTextHoldsUpNoOthers(kind: String) throws {
    let (model, gate, begun) = (TestModel(), EventQueue<Void>(), EventQueue<Void>())
    let client = TestClient(model) { _ in
      var loaded = model.loaded
      let read = loaded.classify
      loaded.classify = { texts, options, context in
        if texts.contains(where: { $0.utf8.count > 1 << 16 }) {
          begun.push(())
          _ = gate.next(until: .distantFuture)
        }
        return read(texts, options, context)
      }
      return loaded
    }
    try client.initialize()
    let long = "An awful film. " + String(repeating: ";", count: 100_000)
    var request: RequestID?
    if kind == "document" {
      client.open("long", long)
    } else {
      request = client.request("sentiment/classify", ["texts": [.string(long)]])
    }
    try begun.next()
    client.open("short", "An awful film.")
    #expect(try client.notification("textDocument/publishDiagnostics")["uri"] == "short")
    let hover = client.hover("short", line: 0, character: 2)
    #expect(try client.response(to: hover).get()["contents"] != nil)
    gate.push(())
    if let request {
      #expect(try client.response(to: request).get()["results"]?[0]?["label"] == "negative")
    } else {
      #expect(try client.notification("textDocument/publishDiagnostics")["uri"] == "long")
    }
    try client.finish()
  }

  @Test func closingADocumentCancelsTheReadingOfItsLongText() throws {
    let (model, begun, cancelled) = (TestModel(), EventQueue<Void>(), EventQueue<Void>())
    let client = TestClient(model) { _ in
      var loaded = model.loaded
      loaded.classify = { texts, _, context in
        begun.push(())
        while !context.cancellation.isCancelled {}
        cancelled.push(())
        return texts.map { _ in nil }
      }
      return loaded
    }
    try client.initialize()
    client.open("long", "An awful film. " + String(repeating: "=", count: 100_000))
    try begun.next()
    client.notify("textDocument/didClose", ["textDocument": ["uri": "long"]])
    try cancelled.next()
    _ = try client.notification("textDocument/publishDiagnostics")
    try client.finish()
  }
}

extension TestClient {
  /// Waits until the reviews of the document's last version are found: a hover behind its end waits for them.
  fileprivate func hoverNothing(_ uri: String) throws {
    #expect(try response(to: hover(uri, line: 999, character: 0)).get() == .null)
  }
}

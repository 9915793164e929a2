import Dispatch
import Foundation
import JSON
import JSONRPC
import SentimentAnalysis
import Tensors

extension BenchServer {
  /// From the start of the process to the answer, the median of ten.
  func initialization() throws -> Double {
    try (0..<10).map { _ in
      let start = DispatchTime.now()
      let client = try self.start()
      let id = try client.ask("initialize", ["capabilities": [:]])
      let time = try client.answer(to: id).time
      try client.finish()
      return time.seconds(since: start)
    }.quantile(0.5)
  }

  /// A file of some reviews, one a line: opened, edited, hovered over; and requests taken back.
  func small(_ texts: [String], _ model: SentimentModel) throws {
    let client = try start()
    try client.initialize()
    try waitForModel(client)
    let uri = "file:///reviews.txt"

    // The command reads in groups of 256 and explains nothing.
    let classify =
      ContinuousClock().measure {
        for first in stride(from: 0, to: texts.count, by: 256) {
          _ = model.classify(Array(texts[first..<min(first + 256, texts.count)]))
        }
      } / .seconds(1)
    let start = DispatchTime.now()
    try client.open(uri, texts.joined(separator: "\n") + "\n")
    let (first, _) = try client.findings(of: uri)
    var last = first
    while try client.call("sentiment/status")["unread"] != 0 { last = try client.findings(of: uri).time }
    last = max(last, .now())
    report("\(texts.count) reviews: first finding", first.seconds(since: start), "s", bar: 0.5)
    report("\(texts.count) reviews: all of it", last.seconds(since: start), "s")
    report("\(texts.count) reviews: sentiment classify", classify, "s")
    report("\(texts.count) reviews: ratio of the two", last.seconds(since: start) / classify, "times", bar: 1.25)

    try edits(client, uri, texts, model)
    try hovers(client, uri, texts.count)
    try cancellations(client, texts)
    try client.finish()
  }

  private func waitForModel(_ client: BenchClient) throws {
    while try client.call("sentiment/status")["state"] != "ready" {
      if let error = try client.call("sentiment/status")["error"]?.stringValue { throw Trouble(error) }
      usleep(5000)
    }
  }

  /// One character more at a random place, a hundred times.
  private func edits(_ client: BenchClient, _ uri: String, _ texts: [String], _ model: SentimentModel) throws {
    let debounce = Double(Settings().debounce) / 1000
    var random = SplitMix64(seed: 1)
    var texts = texts
    var (latencies, own): ([Double], [Double]) = ([], [])
    for version in 2..<102 {
      client.forgetFindings()
      let line = Int.random(in: 0..<texts.count, using: &random)
      texts[line] = "x" + texts[line]
      let start = DispatchTime.now()
      try client.edit(uri, version: version, line: line, 0..<0, "x")
      var (time, found) = try client.findings(of: uri)
      while found.version != version { (time, found) = try client.findings(of: uri) }
      latencies.append(time.seconds(since: start))
      own.append(ContinuousClock().measure { _ = model.classify([texts[line]], .init(explain: true)) } / .seconds(1))
    }
    let bar = debounce + 1.5 * own.quantile(0.95)
    report("edit to findings, median", latencies.quantile(0.5), "s")
    report("edit to findings, 95 of 100", latencies.quantile(0.95), "s", bar: bar)
    report("the edited reviews alone, median", own.quantile(0.5), "s")
    report("the edited reviews alone, 95 of 100", own.quantile(0.95), "s")
  }

  private func hovers(_ client: BenchClient, _ uri: String, _ count: Int) throws {
    var random = SplitMix64(seed: 2)
    let times = try (0..<200).map { _ in
      let line = Int64.random(in: 0..<Int64(count), using: &random)
      let start = DispatchTime.now()
      let id = try client.ask(
        "textDocument/hover",
        ["textDocument": ["uri": .string(uri)], "position": ["line": .integer(line), "character": 3]])
      return try client.answer(to: id).time.seconds(since: start)
    }
    report("hover on a review that is read, 95 of 100", times.quantile(0.95), "s", bar: 0.005)
  }

  /// Many long texts, taken back while they are being read.
  private func cancellations(_ client: BenchClient, _ texts: [String]) throws {
    let long = (0..<200).map { "\($0) " + texts.prefix(20).joined(separator: " ") }
    let times = try (0..<20).map { round in
      let texts = long.map { JSONValue.string("\(round) \($0)") }
      let id = try client.ask("sentiment/classify", ["texts": .array(texts)])
      try client.call("sentiment/status")
      usleep(useconds_t(round * 3000))
      let start = DispatchTime.now()
      try client.notify("$/cancelRequest", ["id": id.json])
      return try client.answer(to: id).time.seconds(since: start)
    }
    report("cancellation, 95 of 100", times.quantile(0.95), "s", bar: 0.05)
  }

  /// A table too large to be read while anyone waits.
  func large() throws {
    let client = try start()
    try client.initialize()
    try waitForModel(client)
    let before = try client.memory()
    let uri = "file:///table.csv"
    let table = "id,text\n" + MadeUpReviews().prefix(rows).enumerated().map { "\($0),\"\($1)\"\n" }.joined()
    let start = DispatchTime.now()
    try client.open(uri, table, language: "csv")
    let id = try client.ask("sentiment/status")
    report("\(rows) rows: answers again after", try client.answer(to: id).time.seconds(since: start), "s")
    report("\(rows) rows: first finding", try client.findings(of: uri).time.seconds(since: start), "s")
    report("\(rows) rows: the file", Double(table.utf8.count) / 1e6, "MB")
    report("\(rows) rows: memory at the most", try (client.memory("VmHWM") - before) / 1e6, "MB")
    try client.close(uri)
    try client.finish()
  }

  /// Ten documents of ten thousand reviews, all read.
  func manyDocuments(_ model: SentimentModel) throws {
    let client = try start()
    try client.initialize()
    try waitForModel(client)
    let texts = Array(MadeUpReviews().prefix(100_000))
    for number in 0..<10 {
      try client.open(
        "file:///\(number).txt", texts[number * 10_000..<(number + 1) * 10_000].joined(separator: "\n") + "\n")
    }
    try client.waitUntilRead()
    sleep(5)
    let weights = try ModelFacts(named: modelOptions.model).memoryBytes
    report(
      "ten documents of 10,000: memory beside the weights", (try client.memory() - Double(weights)) / 1e6, "MB",
      bar: 150)
    try client.finish()
  }
}

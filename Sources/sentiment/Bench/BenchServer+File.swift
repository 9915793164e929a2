import Dispatch
import Foundation
import JSON
import JSONRPC
import Reviews
import SentimentAnalysis
import Tensors

extension BenchServer {
  /// From the start of the process to the answer, the median of ten.
  func initialization() throws {
    let times = try (0..<10).map { _ in
      let start = DispatchTime.now()
      let client = try self.start()
      let time = try client.answer(to: client.ask("initialize", ["capabilities": [:]])).time
      try client.finish()
      return time.seconds(since: start)
    }
    report("initialize", times.quantile(0.5), "s", bar: 0.05)
  }

  /// A file of reviews, one a line: opened three times, each time with others, then edited and hovered over; and requests
  /// taken back.
  func file(_ texts: BenchReviews, _ model: SentimentModel) throws {
    var texts = texts
    let client = try startLoaded()
    let files = (1...3).map { (uri: "file:///reviews-\($0).txt", texts: texts.take(reviews)) }
    // In this process the model has read something by now; in the server it has not.
    _ = model.classify(["A text that warms up."])
    let openings = try files.map { try opening(client, $0.uri, $0.texts, model) }
    let ratios = openings.map { $0.whole / $0.classify }
    report("\(reviews) reviews: first finding", openings.map(\.first).quantile(0.5), "s", bar: 0.5)
    report("\(reviews) reviews: all of it", openings.map(\.whole).quantile(0.5), "s")
    report("\(reviews) reviews: classified in this process", openings.map(\.classify).quantile(0.5), "s")
    report("\(reviews) reviews: ratio of the two", ratios.quantile(0.5), "times", bar: 1.25)

    try edits(client, files[2].uri, files[2].texts, model)
    try hovers(client, files[2].uri)
    try cancellations(client, texts.take(20))
    try client.finish()
  }

  /// How long the same texts take as `sentiment classify` reads them, without its loading; how long it takes from their
  /// opening to the first and to the last findings.
  private func opening(
    _ client: BenchClient, _ uri: String, _ texts: [String], _ model: SentimentModel
  ) throws -> (classify: Double, first: Double, whole: Double) {
    let classify = ContinuousClock().measure {
      for first in stride(from: 0, to: texts.count, by: 256) {
        _ = model.classify(Array(texts[first..<min(first + 256, texts.count)]))
      }
    }
    let before = try client.call("sentiment/status")["reviews"]?.intValue ?? 0
    let start = DispatchTime.now()
    client.open(uri, texts.joined(separator: "\n") + "\n")
    let first = try client.findings(of: uri)
    let last = try client.lastFindings(of: uri) ?? first
    let found = try client.call("sentiment/status")["reviews"]?.intValue ?? 0
    guard found - before == texts.count else {
      throw Trouble("the server finds \(found - before) reviews in a file of \(texts.count)")
    }
    return (classify / .seconds(1), first.seconds(since: start), last.seconds(since: start))
  }

  /// A character more at a random place, a hundred times if there are as many reviews, each after the findings of the one
  /// before.
  private func edits(_ client: BenchClient, _ uri: String, _ texts: [String], _ model: SentimentModel) throws {
    let debounce = Double(Settings().debounce) / 1000
    var random = SplitMix64(seed: 1)
    var texts = texts
    var (latencies, own): ([Double], [Double]) = ([], [])
    for version in 2..<min(100, reviews) + 2 {
      client.forgetFindings()
      let line = Int.random(in: 0..<texts.count, using: &random)
      let place = texts[line].indices.randomElement(using: &random) ?? texts[line].startIndex
      let character = texts[line].utf16.distance(from: texts[line].startIndex, to: place)
      texts[line].insert("x", at: place)
      let start = DispatchTime.now()
      client.edit(uri, version: version, from: (line, character), to: (line, character), "x")
      latencies.append(try client.findings(of: uri, version: version).seconds(since: start))
      own.append(ContinuousClock().measure { _ = model.classify([texts[line]], .init(explain: true)) } / .seconds(1))
    }
    let ratios = zip(latencies, own).map { ($0 - debounce) / $1 }
    report("the edited reviews alone, median", own.quantile(0.5), "s")
    report("the edited reviews alone, 95th percentile", own.quantile(0.95), "s")
    report("edit to findings, median", latencies.quantile(0.5), "s")
    report("edit to findings, 95th percentile", latencies.quantile(0.95), "s", bar: debounce + 1.5 * own.quantile(0.95))
    report("edit less debounce, over the review alone, median", ratios.quantile(0.5), "times")
    report("edit less debounce, over the review alone, 95th percentile", ratios.quantile(0.95), "times")
  }

  private func hovers(_ client: BenchClient, _ uri: String) throws {
    var random = SplitMix64(seed: 2)
    let times = try (0..<200).map { _ in
      let start = DispatchTime.now()
      let id = client.hover(uri, line: Int.random(in: 0..<reviews, using: &random))
      return try client.answer(to: id).time.seconds(since: start)
    }
    report("hover on a review that is read, median", times.quantile(0.5), "s")
    report("hover on a review that is read, 95th percentile", times.quantile(0.95), "s", bar: 0.005)
  }

  /// A thousand long texts, taken back while they are being read.
  private func cancellations(_ client: BenchClient, _ texts: [String]) throws {
    let long = texts.joined(separator: " ")
    let times = try (0..<20).map { round in
      // Others each time, or they would be known.
      let texts = (0..<1000).map { JSONValue.string("\(round) \($0) \(long)") }
      let id = client.ask("sentiment/classify", ["texts": .array(texts)])
      try client.call("sentiment/status")
      usleep(useconds_t(round * 3000))
      let start = DispatchTime.now()
      client.notify("$/cancelRequest", ["id": id.json])
      let (time, answer) = try client.answer(to: id)
      guard case .failure = answer else { throw Trouble("the server has answered a request that was taken back") }
      return time.seconds(since: start)
    }
    report("cancellation, 95th percentile", times.quantile(0.95), "s", bar: 0.05)
  }
}

import Dispatch
import Foundation
import JSON
import JSONRPC
import LanguageServerProtocol
import Reviews
import SentimentAnalysis
import Tensors

extension ServerBenchmark {
  /// The median time from the start of the process to the answer to `initialize`.
  package func initialization() throws {
    let times = try (0..<10).map { _ in
      let start = DispatchTime.now()
      let client = try self.start()
      let time = try client.timedCall(InitializeRequest.method, ["capabilities": [:]]).time
      try client.finish()
      return time.seconds(since: start)
    }
    report("initialize", times.quantile(0.5), .seconds, bar: 0.05)
  }

  /// Opens three files of reviews, then edits and hovers over the last one, and cancels requests.
  package func file() throws {
    var texts = texts
    let client = try startLoaded()
    let files = (1...3).map { (uri: "file:///reviews-\($0).txt", texts: texts.next(settings.reviews)) }
    // Warms up the model of this process only, so that the comparison does not favour the server.
    _ = model.classify(["A text that warms up."])
    let openings = try files.map { try opening(client, $0.uri, $0.texts) }
    let ratios = openings.map { $0.last / $0.classify }
    let name = "\(settings.reviews) reviews"
    report("\(name): first finding", openings.map(\.first).quantile(0.5), .seconds, bar: 0.5)
    report("\(name): last finding", openings.map(\.last).quantile(0.5), .seconds)
    report("\(name): classification in this process", openings.map(\.classify).quantile(0.5), .seconds)
    report("\(name): last finding / classification", ratios.quantile(0.5), .ratio, bar: 1.25)

    try edits(client, files[2].uri, files[2].texts)
    try hovers(client, files[2].uri)
    try cancellations(client, texts.next(20))
    try client.finish()
  }

  /// The times to classify texts in this process, as `sentiment classify` does, and from their opening in the server to
  /// its first and last diagnostics.
  private func opening(
    _ client: LanguageClient, _ uri: String, _ texts: [String]
  ) throws -> (classify: Double, first: Double, last: Double) {
    let classify = ContinuousClock().measure {
      for first in stride(from: 0, to: texts.count, by: 256) {
        _ = model.classify(Array(texts[first..<min(first + 256, texts.count)]))
      }
    }
    let before = try client.call(Method.status)["reviews"]?.intValue ?? 0
    let start = DispatchTime.now()
    client.open(uri, texts)
    let first = try client.nextDiagnostics(of: uri)
    let last = try client.lastDiagnostics(of: uri) ?? first
    let found = try client.call(Method.status)["reviews"]?.intValue ?? 0
    guard found - before == texts.count else {
      throw BenchmarkError("the server found \(found - before) reviews in a file of \(texts.count)")
    }
    return (classify / .seconds(1), first.seconds(since: start), last.seconds(since: start))
  }

  /// Inserts up to 100 characters at random places, each after the diagnostics of the edit before.
  private func edits(_ client: LanguageClient, _ uri: String, _ texts: [String]) throws {
    let debounce = Double(Reviews.Settings().debounce) / 1000
    var random = SplitMix64(seed: 1)
    var texts = texts
    var (latencies, own): ([Double], [Double]) = ([], [])
    for version in 2..<min(100, texts.count) + 2 {
      client.discardReceived()
      let line = Int.random(in: 0..<texts.count, using: &random)
      let index = texts[line].indices.randomElement(using: &random) ?? texts[line].startIndex
      let place = Position(
        line: line, character: texts[line].utf16.distance(from: texts[line].startIndex, to: index))
      texts[line].insert("x", at: index)
      let start = DispatchTime.now()
      client.edit(uri, version: version, from: place, to: place, "x")
      latencies.append(try client.nextDiagnostics(of: uri, version: version).seconds(since: start))
      own.append(ContinuousClock().measure { _ = model.classify([texts[line]], .init(explain: true)) } / .seconds(1))
    }
    let ratios = zip(latencies, own).map { ($0 - debounce) / $1 }
    report("classification of the edited review, median", own.quantile(0.5), .seconds)
    report("classification of the edited review, 95th percentile", own.quantile(0.95), .seconds)
    report("edit to findings, median", latencies.quantile(0.5), .seconds)
    report(
      "edit to findings, 95th percentile", latencies.quantile(0.95), .seconds, bar: debounce + 1.5 * own.quantile(0.95))
    report("(edit - debounce) / classification, median", ratios.quantile(0.5), .ratio)
    report("(edit - debounce) / classification, 95th percentile", ratios.quantile(0.95), .ratio)
  }

  private func hovers(_ client: LanguageClient, _ uri: String) throws {
    var random = SplitMix64(seed: 2)
    let times = try (0..<200).map { _ in
      let start = DispatchTime.now()
      let id = client.requestHover(uri, line: Int.random(in: 0..<settings.reviews, using: &random))
      return try client.response(to: id).time.seconds(since: start)
    }
    report("hover over a classified review, median", times.quantile(0.5), .seconds)
    report("hover over a classified review, 95th percentile", times.quantile(0.95), .seconds, bar: 0.005)
  }

  /// Cancels requests for a thousand long texts while the server classifies them.
  private func cancellations(_ client: LanguageClient, _ texts: [String]) throws {
    let long = texts.joined(separator: " ")
    let times = try (0..<20).map { round in
      // Different texts in each round, since the server caches results.
      let texts = (0..<1000).map { JSONValue.string("\(round) \($0) \(long)") }
      let id = client.request(ClassifyRequest.method, ["texts": .array(texts)])
      try client.call(Method.status)
      usleep(useconds_t(round * 3000))
      let start = DispatchTime.now()
      client.cancel(id)
      let (time, response) = try client.response(to: id)
      guard case .failure = response else { throw BenchmarkError("the server responded to a cancelled request") }
      return time.seconds(since: start)
    }
    report("cancellation, 95th percentile", times.quantile(0.95), .seconds, bar: 0.05)
  }
}

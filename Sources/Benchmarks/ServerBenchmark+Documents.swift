import Dispatch
import Foundation
import JSON
import LanguageServerProtocol

extension ServerBenchmark {
  private static let fewDocuments = 500

  /// Opens many documents of one review, and as a comparison few. Reports the time until all are read, and how soon the server
  /// responds meanwhile: to hovers over documents that are mostly unread, and to cancelled requests.
  package func documents(_ count: Int) throws {
    let few = try opening(Self.fewDocuments)
    let many = try opening(count)
    report("\(Self.fewDocuments) documents: all read", few.seconds, .seconds)
    report("\(count) documents: all read", many.seconds, .seconds)
    let ratio = Double(count) / Double(Self.fewDocuments)
    report("\(count) documents / \(Self.fewDocuments) documents", many.seconds / few.seconds, .ratio, bar: 1.25 * ratio)
    report("\(count) documents: hover, 95th percentile", many.hovers.quantile(0.95), .seconds, bar: 0.05)
    report("\(count) documents: cancellation, 95th percentile", many.cancellations.quantile(0.95), .seconds, bar: 0.05)
  }

  private func opening(_ count: Int) throws -> (seconds: Double, hovers: [Double], cancellations: [Double]) {
    let client = try startLoaded()
    var (texts, hovers, cancellations) = (texts, [Double](), [Double]())
    func uri(_ number: Int) -> String { "file:///document-\(number).txt" }
    func measure(_ number: Int) throws {
      var start = DispatchTime.now()
      hovers.append(try client.response(to: client.requestHover(uri(number), line: 0)).time.seconds(since: start))
      let id = client.request(ClassifyRequest.method, ["texts": [.string(texts.next())], "explain": true])
      start = .now()
      client.cancel(id)
      cancellations.append(try client.response(to: id).time.seconds(since: start))
      client.discardReceived()
    }
    let start = DispatchTime.now()
    for number in 0..<count {
      client.open(uri(number), [texts.next()])
      if number % 20 == 0 { try measure(number) }
    }
    while true {
      let (time, status) = try client.timedCall(Method.status)
      // The reviews of a document count once they are found.
      if status["reviews"]?.intValue == count, status["unread"] == 0 {
        try client.finish()
        return (time.seconds(since: start), hovers, cancellations)
      }
      // The first documents are read last.
      try measure(hovers.count * 37 % count)
      usleep(10_000)
    }
  }
}

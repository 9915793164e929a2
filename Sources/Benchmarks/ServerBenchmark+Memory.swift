import Dispatch
import Files
import Foundation
import JSON
import LanguageServerProtocol
import SentimentAnalysis

extension ServerBenchmark {
  /// Opens a large table: how soon the server responds again, and how much memory it takes.
  package func table() throws {
    let client = try startLoaded()
    let before = try client.memory()
    let (uri, name) = ("file:///table.csv", "\(settings.rows) rows")
    var (texts, table) = (texts, "id,text\n")
    for (number, text) in texts.next(settings.rows).enumerated() {
      table += "\(number),\"\(text.replacing("\"", with: "\"\""))\"\n"
    }
    let isLarge = table.utf8.count > 1 << 20
    func reportMemory(_ state: String, _ bytes: Double) {
      report("\(name): \(state)", (bytes - before) / 1e6, .megabytes)
    }
    let start = DispatchTime.now()
    client.open(uri, table, language: "csv")
    let response = try client.timedCall(Method.status).time
    report("\(name): response to the next request", response.seconds(since: start), .seconds)
    report("\(name): first finding", try client.nextDiagnostics(of: uri).seconds(since: start), .seconds)
    report("\(name): size of the file", Double(table.utf8.count) / 1e6, .megabytes)
    if isLarge { waitForMemory() }
    reportMemory("peak memory", try client.memory("VmHWM"))
    reportMemory("memory while open", try client.memory())
    client.close(uri)
    if isLarge { waitForMemory() }
    reportMemory("memory after closing", try client.memory())
    try client.finish()
  }

  /// Ten open documents of ten thousand reviews each.
  ///
  /// - Parameter weightBytes: the memory of the model's weights.
  package func manyDocuments(weightBytes: Int) throws {
    let client = try startLoaded()
    var texts = texts
    for number in 0..<10 { client.open("file:///\(number).txt", texts.next(10_000)) }
    while try client.call(Method.status)["unread"] != 0 {
      client.discardReceived()
      usleep(100_000)
    }
    waitForMemory()
    report(
      "ten documents of 10,000 reviews: memory without weights", (try client.memory() - Double(weightBytes)) / 1e6,
      .megabytes, bar: 150)
    try client.finish()
  }

  /// The server returns the memory of large documents in its periodic check, every two seconds.
  private func waitForMemory() { sleep(3) }
}

extension LanguageClient {
  /// Memory of the server in bytes: `VmRSS`, or `VmHWM` for its peak.
  func memory(_ field: String = "VmRSS") throws -> Double {
    let status = try InputFile.bytes(of: FilePath(text: "/proc/\(process.processIdentifier)/status"), atMost: 1 << 16)
    for line in String(decoding: status, as: UTF8.self).split(separator: "\n") where line.hasPrefix(field + ":") {
      let number = line.split(separator: " ").dropFirst().first.flatMap { Double($0) }
      if let number { return number * 1024 }
    }
    throw BenchmarkError("/proc/\(process.processIdentifier)/status has no \(field)")
  }
}

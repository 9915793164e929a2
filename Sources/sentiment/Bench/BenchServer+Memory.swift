import Dispatch
import Foundation
import JSON
import JSONRPC
import SentimentAnalysis

extension BenchServer {
  /// A table too large to be read while anyone waits: when the server answers again, and what it takes of memory.
  func table(_ texts: BenchReviews) throws {
    let client = try startLoaded()
    let before = try client.memory()
    let uri = "file:///table.csv"
    var (texts, table) = (texts, "id,text\n")
    for (number, text) in texts.take(rows).enumerated() {
      table += "\(number),\"\(text.replacing("\"", with: "\"\""))\"\n"
    }
    let isLarge = table.utf8.count > 1 << 20
    let start = DispatchTime.now()
    client.open(uri, table, language: "csv")
    let id = client.ask("sentiment/status")
    report("\(rows) rows: answers again after", try client.answer(to: id).time.seconds(since: start), "s")
    report("\(rows) rows: first finding", try client.findings(of: uri).seconds(since: start), "s")
    report("\(rows) rows: the file", Double(table.utf8.count) / 1e6, "MB")
    if isLarge { waitForMemory() }
    report("\(rows) rows: memory at the most", (try client.memory("VmHWM") - before) / 1e6, "MB")
    report("\(rows) rows: memory while it is read", (try client.memory() - before) / 1e6, "MB")
    client.close(uri)
    if isLarge { waitForMemory() }
    report("\(rows) rows: memory after it is closed", (try client.memory() - before) / 1e6, "MB")
    try client.finish()
  }

  /// Ten documents of ten thousand reviews, all read.
  func manyDocuments(_ texts: BenchReviews) throws {
    let client = try startLoaded()
    var texts = texts
    for number in 0..<10 {
      client.open("file:///\(number).txt", texts.take(10_000).joined(separator: "\n") + "\n")
    }
    while try client.call("sentiment/status")["unread"] != 0 {
      client.forgetFindings()
      usleep(100_000)
    }
    waitForMemory()
    let weights = try ModelFacts(named: modelOptions.model, kernels: kernels).memoryBytes
    report(
      "ten documents of 10,000: memory beside the weights", (try client.memory() - Double(weights)) / 1e6, "MB",
      bar: 150)
    try client.finish()
  }

  /// What large documents took is given back when the server next looks at the time, every two seconds.
  private func waitForMemory() { sleep(3) }
}

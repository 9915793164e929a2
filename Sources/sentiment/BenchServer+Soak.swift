import Dispatch
import Foundation
import JSON
import JSONRPC
import Tensors

extension BenchServer {
  /// Edits three documents at random, some ten times a second, opens and closes others, hovers and takes requests back; what
  /// memory grows by after the second minute should not be much.
  func soaking(seconds: Int) throws {
    let client = try start()
    try client.initialize()
    var random = SplitMix64(seed: 3)
    var reviews = MadeUpReviews()
    let uris = (0..<3).map { "file:///soak-\($0).txt" }
    var (lines, versions) = ([Int](repeating: 200, count: 3), [Int](repeating: 1, count: 3))
    for uri in uris { try client.open(uri, reviews.prefix(200).joined(separator: "\n") + "\n") }
    let start = DispatchTime.now()
    var (steps, next, early): (Int, Double, Double?) = (0, 10, nil)
    while DispatchTime.now().seconds(since: start) < Double(seconds) {
      steps += 1
      let place = Int.random(in: 0..<3, using: &random)
      let (uri, line) = (uris[place], Int.random(in: 0..<max(1, lines[place]), using: &random))
      versions[place] += 1
      switch Int.random(in: 0..<10, using: &random) {
      case 0..<5: try client.edit(uri, version: versions[place], line: line, 0..<0, "y")
      case 5 where lines[place] < 400:
        try client.edit(uri, version: versions[place], line: line, 0..<0, (reviews.next() ?? "") + "\n")
        lines[place] += 1
      case 6 where lines[place] > 100:
        try client.edit(uri, version: versions[place], line: line, 0..<9999, "")
      case 7:
        let other = "file:///other-\(steps % 7).txt"
        try client.open(other, reviews.prefix(20).joined(separator: "\n"))
        try client.close(other)
      case 8:
        let id = try client.ask("sentiment/classify", ["texts": [.string(reviews.next() ?? "")], "explain": true])
        try client.notify("$/cancelRequest", ["id": id.json])
        _ = try client.answer(to: id)
      default:
        try client.call(
          "textDocument/hover",
          [
            "textDocument": ["uri": .string(uri)], "position": ["line": .integer(Int64(line)), "character": 1],
          ])
      }
      client.forgetFindings()
      if steps % 20 == 0 { try client.call("sentiment/status") }
      // Every other step follows while the document is not at rest yet, the others while it is read or after that.
      if Bool.random(using: &random) { usleep(useconds_t.random(in: 0..<150_000, using: &random)) }
      let elapsed = DispatchTime.now().seconds(since: start)
      guard elapsed >= next else { continue }
      next += 10
      let memory = try client.memory() / 1e6
      report("soak: after \(Int(elapsed)) s, \(steps) steps", memory, "MB")
      if elapsed >= 120 { early = early ?? memory }
    }
    if let early { report("soak: growth after the second minute", try client.memory() / 1e6 - early, "MB", bar: 5) }
    try client.finish()
  }
}

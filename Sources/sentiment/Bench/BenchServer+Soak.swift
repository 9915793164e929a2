import Dispatch
import Foundation
import JSON
import JSONRPC
import Tensors

extension BenchServer {
  /// Edits three documents at random, some ten times a second, opens and closes others, hovers and takes requests back; what
  /// memory grows by after the second minute should not be much.
  func soaking(_ texts: BenchReviews, seconds: Int) throws {
    let client = try start()
    try client.initialize()
    var (random, texts) = (SplitMix64(seed: 3), texts)
    var documents: [(uri: String, lines: Int, version: Int)] = []
    for number in 0..<3 {
      documents.append(("file:///soak-\(number).txt", 200, 1))
      client.open(documents[number].uri, texts.take(200).joined(separator: "\n") + "\n")
    }
    let start = DispatchTime.now()
    var (steps, next, early): (Int, Double, Double?) = (0, 10, nil)
    while DispatchTime.now().seconds(since: start) < Double(seconds) {
      steps += 1
      let place = Int.random(in: 0..<documents.count, using: &random)
      let (uri, lines, version) = documents[place]
      let (line, character) = (Int.random(in: 0..<lines, using: &random), Int.random(in: 0..<30, using: &random))
      // Of characters and of lines as many come as go.
      func edit(_ start: BenchClient.Place, _ end: BenchClient.Place, _ text: String, lines difference: Int = 0) {
        documents[place].lines += difference
        documents[place].version += 1
        client.edit(uri, version: version + 1, from: start, to: end, text)
      }
      switch Int.random(in: 0..<12, using: &random) {
      case 0...1: edit((line, character), (line, character), "y")
      case 2...3: edit((line, character), (line, character + 1), "")
      case 4: edit((line, character), (line, character + 1), "z")
      case 5: edit((line, 0), (line, 9999), texts.next())
      case 6 where lines < 250: edit((line, 0), (line, 0), texts.next() + "\n", lines: 1)
      case 7 where lines > 150: edit((line, 0), (line + 1, 0), "", lines: -1)
      case 8:
        let other = "file:///other-\(steps % 7).txt"
        client.open(other, texts.take(20).joined(separator: "\n"))
        if Bool.random(using: &random) { usleep(20_000) }
        client.close(other)
      case 9:
        let id = client.ask("sentiment/classify", ["texts": [.string(texts.next())], "explain": true])
        client.notify("$/cancelRequest", ["id": id.json])
        _ = try client.answer(to: id)
      default: _ = try client.answer(to: client.hover(uri, line: line))
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

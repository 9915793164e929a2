import Dispatch
import Foundation
import JSON
import JSONRPC
import LanguageServerProtocol
import Tensors

extension ServerBenchmark {
  /// Edits three documents at random, about ten times a second, opens and closes others, hovers and cancels requests.
  /// Reports the memory every ten seconds and its growth after the second minute.
  package func soak(seconds: Int) throws {
    let client = try start()
    try client.initialize()
    var (random, texts) = (SplitMix64(seed: 3), texts)
    var documents: [(uri: String, lines: Int, version: Int)] = []
    for number in 0..<3 {
      documents.append(("file:///soak-\(number).txt", 200, 1))
      client.open(documents[number].uri, texts.next(200))
    }
    let start = DispatchTime.now()
    var (steps, nextReport, early): (Int, Double, Double?) = (0, 10, nil)
    while DispatchTime.now().seconds(since: start) < Double(seconds) {
      steps += 1
      let index = Int.random(in: 0..<documents.count, using: &random)
      let (uri, lines, version) = documents[index]
      let (line, character) = (Int.random(in: 0..<lines, using: &random), Int.random(in: 0..<30, using: &random))
      // Edits insert as many characters and lines as they remove, on average.
      func edit(_ start: (Int, Int), _ end: (Int, Int), _ text: String, lines difference: Int = 0) {
        documents[index].lines += difference
        documents[index].version += 1
        func position(_ place: (Int, Int)) -> Position { Position(line: place.0, character: place.1) }
        client.edit(uri, version: version + 1, from: position(start), to: position(end), text)
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
        client.open(other, texts.next(20))
        if Bool.random(using: &random) { usleep(20_000) }
        client.close(other)
      case 9:
        let id = client.request(ClassifyRequest.method, ["texts": [.string(texts.next())], "explain": true])
        client.cancel(id)
        _ = try client.response(to: id)
      default: _ = try client.response(to: client.requestHover(uri, line: line))
      }
      client.discardReceived()
      if steps % 20 == 0 { try client.call(Method.status) }
      // Half of the steps follow at once, within the debounce time; the others while or after the server reads.
      if Bool.random(using: &random) { usleep(useconds_t.random(in: 0..<150_000, using: &random)) }
      let elapsed = DispatchTime.now().seconds(since: start)
      guard elapsed >= nextReport else { continue }
      nextReport += 10
      let memory = try client.memory() / 1e6
      report("soak: after \(Int(elapsed)) s, \(steps) steps", memory, .megabytes)
      if elapsed >= 120 { early = early ?? memory }
    }
    if let early {
      report("soak: growth after the second minute", try client.memory() / 1e6 - early, .megabytes, bar: 5)
    }
    try client.finish()
  }
}

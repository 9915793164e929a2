import Dispatch
import JSONRPC
import Reviews
import Tensors
@testable import SentimentAnalysis
@testable import SentimentServer

/// A model that looks for keywords, records its calls and can be paused. The full explanation has its key tokens in reverse
/// order.
final class TestModel: Sendable {
  /// The texts of every call, in order, recorded before its work begins.
  let calls = EventQueue<[String]>()
  /// The explanation method of every call.
  let methods = EventQueue<ExplanationMethod?>()
  private let gate: EventQueue<Void>?

  init(isPaused: Bool = false) { gate = isPaused ? EventQueue() : nil }

  /// Lets one paused call, or the next call, continue.
  func resume() { gate?.push(()) }

  var loaded: LoadedModel {
    LoadedModel(name: "test", compute: "float32", context: PassContext(threads: 1)) {
      [calls, methods, gate] texts, options, context in
      methods.push(options.method)
      calls.push(texts)
      if let gate { _ = gate.next(until: .distantFuture) }
      // A cancelled call classifies only the longest text, as a model that reads long texts first.
      let longest = texts.enumerated().max { ($0.element.count, $1.offset) < ($1.element.count, $0.offset) }?.offset
      let isStopped = context.cancellation.isCancelled
      return texts.indices.map { index in
        isStopped && index != longest ? nil : classify(texts[index], by: options.method)
      }
    }
  }
}

private func classify(_ text: String, by method: ExplanationMethod?) -> Classification {
  let words = text.split(separator: " ", omittingEmptySubsequences: true)
  let bad = words.filter { ["terrible.", "terrible", "awful", "waste"].contains($0.lowercased()) }
  let probability = bad.isEmpty ? 0.05 : 0.97
  let tokens = words.map { word in
    let start = text.utf8.distance(from: text.startIndex, to: word.startIndex)
    let weight = bad.contains(word) ? 0.5 : 0
    return Classification.KeyToken(
      text: String(word), range: start..<start + word.utf8.count, weight: weight, score: Float(4 * weight))
  }
  let keyTokens = tokens.filter { $0.weight > 0 }
  return Classification(
    label: bad.isEmpty ? "positive" : "negative",
    outcome: .label([
      .init(label: "negative", probability: probability), .init(label: "positive", probability: 1 - probability),
    ]),
    polarity: bad.isEmpty ? .positive : .negative,
    keyTokens: method == nil ? [] : method == .full ? keyTokens.reversed() : keyTokens,
    words: method == nil ? [] : tokens, rest: method == nil ? nil : 0.25, logits: [1, -1],
    pieces: [.init(id: 101, range: nil), .init(id: 7, range: 0..<text.utf8.count)])
}

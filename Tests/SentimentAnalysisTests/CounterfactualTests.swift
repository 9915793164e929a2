import JSON
import Synchronization
import Tensors
import TestSupport
import Testing

@testable import SentimentAnalysis

struct CounterfactualTests {
  private let model: SentimentModel

  init() throws { model = try SentimentModel(named: nil, kernels: .tested) }

  @Test(arguments: [
    "The food was terrible.", "Slow, dull and far too long.",
    "Friendly staff, but the room was dirty and the bed broke.", "The film is good, though not for children.",
  ])
  func removalChangesTheLabelAndEveryWordIsNecessary(text: String) throws {
    let answer = model.counterfactual(to: text)
    let found = try #require(answer)
    let bytes = Array(text.utf8)
    func label(without ranges: [Range<Int>]) -> String {
      let rest = bytes.indices.filter { index in !ranges.contains { $0.contains(index) } }.map { bytes[$0] }
      return model.classify([String(decoding: rest, as: UTF8.self)])[0].label
    }
    let whole = model.classify([text])[0].label
    #expect(found.rest.label != whole && label(without: found.removed) == found.rest.label)
    for spared in found.removed.indices {
      #expect(label(without: found.removed.indices.filter { $0 != spared }.map { found.removed[$0] }) == whole)
    }
    #expect(found.removed == found.removed.sorted { $0.lowerBound < $1.lowerBound } && found.removed.count <= 4)
    let json = found.json(text: text)
    #expect(json["label"]?.stringValue == found.rest.label)
    #expect(json["removed"]?.arrayValue?.count == found.removed.count)
  }

  @Test func searchRunsInTurnAndCanBeCancelled() {
    let turns = Atomic(0)
    let context = PassContext(
      kernels: .tested,
      turn: {
        turns.add(1, ordering: .relaxed)
        $0()
      })
    let found = model.counterfactual(to: "The food was terrible.", in: context)
    #expect(found != nil && turns.load(ordering: .relaxed) >= 2)
    context.cancellation.cancel()
    let before = turns.load(ordering: .relaxed)
    let cancelled = model.counterfactual(to: "The food was terrible.", in: context)
    #expect(cancelled == nil && turns.load(ordering: .relaxed) == before + 1)
  }

  @Test(arguments: ["", "dull", "!!!", "😡", String(repeating: "terrible awful ", count: 300)])
  func findsNoneIfNoSmallSetOfWordsDecides(text: String) {
    let answer = model.counterfactual(to: text)
    #expect(answer == nil)
  }
}

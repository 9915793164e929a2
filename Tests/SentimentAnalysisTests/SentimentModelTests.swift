import Dispatch
import Files
import Foundation
import Synchronization
import Tensors
import TestSupport
import Testing

@testable import SentimentAnalysis

/// The built-in model, through the public interface.
struct SentimentModelTests {
  private static let model = Result { try SentimentModel(named: nil, kernels: .tested) }
  private var model: SentimentModel { get throws { try Self.model.get() } }

  @Test func classifiesPlainPraiseAndBlame() throws {
    let texts = ["A wonderful film, I loved every minute of it.", "A terrible waste of time, boring and confusing."]
    let results = try model.classify(texts, .init(explain: true))
    #expect(results.map(\.label) == ["positive", "negative"])
    #expect(results.allSatisfy { $0.confidence ?? 0 > 0.85 })
    #expect(results.allSatisfy { abs($0.scores.reduce(0) { $0 + $1.probability } - 1) < 1e-9 })
  }

  @Test func explainingDoesNotChangeTheScores() throws {
    let texts = ["The room was clean but the breakfast was poor.", "", "ok"]
    let (plain, explained) = (try model.classify(texts), try model.classify(texts, .init(explain: true)))
    #expect(plain.map(\.logits) == explained.map(\.logits))
    #expect(plain.allSatisfy { $0.keyTokens.isEmpty })
  }

  @Test func resultsDoNotDependOnOtherTexts() throws {
    let texts = (0..<40).map { String(repeating: "not a bad film ", count: $0) }
    let together = try model.classify(texts)
    for (text, result) in zip(texts, together) {
      let alone = try #require(try model.classify([text]).first?.confidence)
      #expect(abs(alone - (result.confidence ?? 0)) < 1e-5)
    }
  }

  @Test func reportsTheUnreadPartOfALongText() throws {
    let text = String(repeating: "A dull film. ", count: 2000)
    let result = try #require(try model.classify([text], .init(explain: true)).first)
    let unread = try #require(result.unread)
    #expect(result.keyTokens.allSatisfy { !unread.overlaps($0.range) })
    #expect(result.label == "negative")
  }

  @Test func cancellationFromAnotherThreadEndsTheWork() throws {
    let (long, cores) = (String(repeating: "A dull film. ", count: 2000), PassContext.processorCount)
    let texts = ["a film"] + Array(repeating: long, count: 16 * cores)
    let (begun, cancellation) = (DispatchSemaphore(value: 0), Cancellation())
    Thread.detachNewThread {
      begun.wait()
      cancellation.cancel()
    }
    let context = PassContext(
      kernels: .tested, cancellation: cancellation,
      turn: {
        begun.signal()
        $0()
      })
    let results = try model.classify(texts, .init(explain: true), in: context)
    // The model reads the longest texts first, so the short one is last.
    #expect(results.count == texts.count && results[0] == nil)
    #expect(results.allSatisfy { $0?.label ?? "negative" == "negative" })
  }

  @Test(arguments: ExplanationMethod.allCases) func everyMethodCanBeCancelled(method: ExplanationMethod) throws {
    let cancellation = Cancellation()
    let context = PassContext(
      kernels: .tested, cancellation: cancellation,
      turn: {
        cancellation.cancel()
        $0()
      })
    let results = try model.classify(["a dull film"], .init(method: method), in: context)
    #expect(results.map { $0 == nil } == [true])
  }

  @Test func aTurnThatNeverComesCountsAsCancelled() throws {
    let context = PassContext(kernels: .tested, turn: { _ in })
    #expect(try model.classify(["a dull film"], .init(), in: context).map { $0 == nil } == [true])
    #expect(try model.counterfactual(to: "a dull film", in: context) == nil)
  }

  @Test func modelsWithDifferentThreadsRunAtOnce() throws {
    let models = try [1, 3].map { try SentimentModel(named: nil, compute: .float32, threads: $0, kernels: .tested) }
    #expect(models.map(\.threads) == [1, 3])
    // One model runs a batch on each thread, the other splits a batch between its threads.
    let texts = (1...24).map { String(repeating: $0 % 3 == 0 ? "A dull film. " : "I loved it. ", count: 1 + $0 % 8) }
    let alone = models.map { $0.classify(texts) }
    let together = Mutex<[Int: [[Classification]]]>([:])
    DispatchQueue.concurrentPerform(iterations: 2 * models.count) { index in
      let results = models[index % models.count].classify(texts)
      together.withLock { $0[index % models.count, default: []].append(results) }
    }
    for (index, expected) in alone.enumerated() {
      for results in together.withLock({ $0[index] ?? [] }) {
        #expect(results.map(\.label) == expected.map(\.label))
        for (result, expected) in zip(results, expected) {
          #expect(abs((result.confidence ?? 0) - (expected.confidence ?? 0)) < 1e-5)
        }
      }
    }
    #expect(alone[0].map(\.label) == alone[1].map(\.label))
  }

  @Test func batchesContainEveryTextOnceWithinTheLimit() {
    let lengths = [5, 900, 3, 3000, 12, 12, 700, 1]
    let groups = batches(ofLengths: lengths, tokens: 1000)
    #expect(groups.flatMap { $0 }.sorted() == Array(lengths.indices))
    #expect(groups.allSatisfy { $0.count == 1 || $0.reduce(0) { $0 + lengths[$1] } <= 1000 })
    #expect(groups.first == [3])
  }

  @Test(arguments: [1, 3, 200, 3000]) func valuesAreInTheOrderOfTheTexts(texts: Int) throws {
    let lengths = (0..<texts).map { 1 + $0 * 7 % 50 }
    #expect(inBatches(ofLengths: lengths, tokens: 512, in: .test) { $0.map { $0 * 10 } } == (0..<texts).map { $0 * 10 })
    #expect(throws: CancellationError.self) {
      try inBatches(ofLengths: lengths, tokens: 512, in: .test) { indices throws(CancellationError) in
        if indices.contains(texts / 2) { throw CancellationError() }
        return indices
      }
    }
  }

  @Test func anErrorEndsLaterBatches() {
    let passes = Atomic(0)
    #expect(throws: CancellationError.self) {
      try inBatches(ofLengths: Array(repeating: 9, count: 100), tokens: 9, isLight: false, in: .test) {
        (_: [Int]) throws(CancellationError) -> [Int] in
        passes.add(1, ordering: .relaxed)
        throw CancellationError()
      }
    }
    #expect(passes.load(ordering: .relaxed) == 1)
  }

  @Test func searchesTheBuiltInModelBesideTheRealExecutable() {
    let places = ModelLocation.builtIn(executable: "/opt/tool/bin/sentiment")
    #expect(places.first == "/opt/tool/bin/Model")
    #expect(places.contains("/opt/tool/share/sentiment-lsp/Model"))
  }
}

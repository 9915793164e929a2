import Dispatch
import LanguageServerProtocol
import Reviews
@testable import SentimentAnalysis
@testable import SentimentServer
import TestSupport
import Testing

/// The queues and totals of open documents: what a message costs must not depend on how many documents are open.
struct DocumentStoreTests {
  /// A priority that counts its comparisons.
  private struct Counted: Comparable {
    nonisolated(unsafe) static var comparisons = 0
    var value: Int

    static func < (one: Counted, other: Counted) -> Bool {
      unsafe comparisons += 1
      return one.value < other.value
    }
  }

  @Test func aQueueGivesTheHighestPriorityFirst() {
    var chance = SeededGenerator(seed: 1)
    var (queue, expected) = (PriorityQueue<Int, Int>(), [Int: Int]())
    for _ in 0..<5000 {
      let (element, priority) = (chance.below(300), chance.below(1000))
      let isRemoved = chance.below(3) == 0
      queue.set(isRemoved ? nil : priority, of: element)
      expected[element] = isRemoved ? nil : priority
      #expect(queue.first.flatMap { expected[$0] } == expected.values.max())
    }
  }

  @Test func aQueueComparesFewElementsForEachChange() {
    func comparisons(_ count: Int) -> Int {
      unsafe Counted.comparisons = 0
      var queue = PriorityQueue<Int, Counted>()
      for element in 0..<count { queue.set(Counted(value: element * 7919 % count), of: element) }
      while let first = queue.first { queue.set(nil, of: first) }
      return unsafe Counted.comparisons / count
    }
    #expect(comparisons(8000) <= comparisons(500) + 4 * 4)
  }

  /// Documents of one unread review each, which are to be read now.
  private func store(_ count: Int) -> DocumentStore {
    var store = DocumentStore()
    for number in 0..<count { open(number, in: &store) }
    return store
  }

  private func open(_ number: Int, in store: inout DocumentStore) {
    let (uri, edition, verdicts) = (ExactString("\(number)"), store.nextEdition(), store.verdicts)
    let item = TextDocumentItem(
      uri: uri.value, languageId: "plaintext", version: 1, text: "The room \(number) was cold.\n")
    store.open(Document(item, encoding: .utf8, settings: Settings(), edition: edition), uri)
    store.update(uri) { document in
      document.readsAnyText = true
      document.store(ReviewTable(of: document.source), edition: edition, verdicts)
      document.isBegun = true
    }
  }

  /// The text of the next batch.
  private func next(_ scheduler: inout BatchScheduler, _ store: inout DocumentStore, _ models: ModelStore) -> String? {
    var queue = ClassificationQueue()
    guard case .read(let batch) = scheduler.next(.short, &store, &queue, models, readsDocuments: true) else {
      return nil
    }
    return batch.texts().joined()
  }

  @Test func documentsWithoutAReadyModelAreLookedAtOnce() {
    var (store, models, scheduler) = (store(500), ModelStore(), BatchScheduler(byteLimits: 1...65_536))
    let key = ModelKey(Settings(), for: "")
    _ = models.startLoading(key, signature: nil)
    #expect(store.first(in: .unread(.short)) == ExactString("499"))
    #expect(next(&scheduler, &store, models) == nil)
    // No document is left to look at for the next message.
    #expect(store.first(in: .unread(.short)) == nil)
    _ = models.store(.success(TestModel().loaded), for: key)
    store.unblock()
    #expect(next(&scheduler, &store, models) == "The room 499 was cold.")
  }

  @Test func aBlockedDocumentIsLookedAtAgainWhenItChanges() {
    var store = store(3)
    for uri in store.order { store.block(uri, in: .unread(.short)) }
    store.touch(ExactString("1"))
    #expect(store.first(in: .unread(.short)) == ExactString("1"))
  }

  @Test func urgentReviewsComeFirstInTheOrderOfUse() {
    var (store, models, scheduler) = (store(3), ModelStore(), BatchScheduler(byteLimits: 1...65_536))
    let key = ModelKey(Settings(), for: "")
    _ = models.startLoading(key, signature: nil)
    _ = models.store(.success(TestModel().loaded), for: key)
    store.update(ExactString("0")) { $0.urgentReview = 0 }
    #expect(next(&scheduler, &store, models) == "The room 0 was cold.")
    store.update(ExactString("0")) { $0.urgentReview = nil }
    #expect(next(&scheduler, &store, models) == "The room 2 was cold.")
  }

  @Test func reviewsAreFoundFirstInTheDocumentThatWasUsedLast() {
    var store = DocumentStore()
    let uris = (0..<3).map { ExactString("\($0)") }
    for uri in uris {
      let item = TextDocumentItem(uri: uri.value, languageId: "plaintext", version: 1, text: "It was cold.")
      store.open(Document(item, encoding: .utf8, settings: Settings(), edition: store.nextEdition()), uri)
    }
    #expect(store.first(in: .unsearched) == uris[2])
    store.touch(uris[0])
    #expect(store.first(in: .unsearched) == uris[0])
    store.update(uris[0]) { $0.isBeingSearched = true }
    #expect(store.first(in: .unsearched) == uris[2])
    store.update(uris[2]) { $0.loseSynchronization() }
    #expect(store.first(in: .unsearched) == uris[1])
  }

  @Test func totalsAreThoseOfAllDocuments() {
    var (store, chance) = (store(20), SeededGenerator(seed: 2))
    for _ in 0..<500 {
      let number = chance.below(20)
      let uri = ExactString("\(number)")
      switch chance.below(6) {
      case 0: store.close(uri)
      case 1: open(number, in: &store)
      case 2: store.update(uri) { $0.loseSynchronization() }
      case 3: store.update(uri) { $0.isStopped = true }
      case 4: store.update(uri) { $0.store([nil], for: [0]) }
      default:
        store.update(uri) { _ = $0.reading.dequeueUnread(atMost: 1, .short, known: { _ in nil }, if: { _ in true }) }
      }
      var expected = DocumentStore.Totals()
      for document in store.all { expected.add(document) }
      #expect(store.totals == expected)
    }
  }
}

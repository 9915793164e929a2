import Dispatch
import LanguageServerProtocol
import Logging
import Reviews
import SentimentAnalysis

extension Session {
  /// Has the reviews of a document found anew and read from a time on.
  ///
  /// - Parameter byClient: the client knows of the change and will ask for the remarks by itself, if it does ask.
  mutating func renew(_ uri: ExactString, due: DispatchTime, byClient: Bool) {
    editions += 1
    documents[uri]?.renew(edition: editions, due: due)
    if !byClient { documents[uri]?.report.isBehind = true }
    search(uri)
  }

  /// Starts finding the reviews, unless that is being done; then it follows.
  private mutating func search(_ uri: ExactString) {
    guard let document = documents[uri], document.isSynchronized, !document.isSearched else { return }
    documents[uri]?.isSearched = true
    worker.find(uri, document.source, edition: document.edition, state: [generation, document.rechecks])
  }

  mutating func takeReviews(_ table: ReviewTable, edition: Int, of uri: ExactString) {
    // Nothing else may hold the document while it takes them in, or all that it has would be copied.
    guard documents[uri]?.isSearched == true else { return }
    documents[uri]?.isSearched = false
    guard documents[uri]?.edition == edition else { return search(uri) }
    let wasRead = documents[uri]?.isRead == true
    let (problems, wasTooLarge) = documents[uri].map { ($0.table.found.problems, $0.table.isTooLarge) } ?? ([], false)
    for problem in table.found.problems where !problems.contains(problem) { log(.warning, "\(uri.value): \(problem)") }
    documents[uri]?.settings.rules.ignore.removeAll(where: table.found.slowPatterns.contains)
    documents[uri]?.adopt(table, edition: edition, verdicts)
    for model in table.models { loadModel(model) }
    if wasRead, !table.isIncluded { clearDiagnostics(of: uri.value) }
    if table.isTooLarge, !wasTooLarge {
      tell(.warning, "\(uri.value) is over \(Document.mostBytes >> 20) MB and is left alone.")
    }
    if documents[uri].map({ $0.due <= .now() }) == true { beginReading(uri) }
    if let document = documents[uri], document.isWorthRendering {
      worker.render(uri, document, withRelated: showsRelated)
    }
    if let document = documents[uri] { noteWork(on: document) }
    resume(uri)
  }

  /// The time has come to read what is new in a document.
  mutating func beginReading(_ uri: ExactString) {
    documents[uri]?.isBegun = true
    documents[uri]?.report.interval = configuration.firstReport
    documents[uri]?.report.due = .now() + configuration.firstReport
    giveUpUnreadable(uri)
    guard let unreadCount = documents[uri]?.unreadCount, unreadCount > 0 else { return }
    // A few new reviews need not wait for a batch of others; but what was interrupted once is done next time.
    if unreadCount <= Self.fewReviews, let batch = running[.short], batch.isBulk, !pace.wasInterrupted {
      batch.stop.set()
    }
  }

  /// So few go before a batch of others.
  static let fewReviews = 16

  /// Leaves reviews aside that only models could read which cannot be loaded; reports where nothing else is left.
  mutating func giveUpUnreadable(_ uri: ExactString) {
    documents[uri]?.reading.dropUnread { models[$0]?.failure != nil }
    reportIfRead(uri)
  }

  mutating func reportIfRead(_ uri: ExactString) {
    guard let document = documents[uri], document.isFound, document.isBegun, document.unreadCount == 0,
      document.report.due != nil, !isBeingRead(document)
    else { return }
    documents[uri]?.report.due = nil
    report(uri, isComplete: true)
    documents[uri]?.rendered = nil
    resume(uri)
  }

  /// The document last touched goes before the others.
  mutating func touch(_ uri: ExactString) {
    order.removeAll { $0 == uri }
    if documents[uri] != nil { order.append(uri) }
  }

  /// Stops the work on what a document was until now.
  mutating func abandon(_ uri: ExactString) {
    for batch in running.values where batch.reviews?.uri == uri { batch.stop.set() }
  }

  /// Whether models read reviews of this edition of a document now.
  func isBeingRead(_ document: Document) -> Bool {
    running.values.contains { $0.reviews?.edition == document.edition }
  }
}

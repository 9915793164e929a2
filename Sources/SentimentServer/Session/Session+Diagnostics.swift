import Dispatch
import JSON
import JSONRPC
import LanguageServerProtocol
import Logging
import Reviews
import SentimentAnalysis

extension Session {
  /// Whether the client requests diagnostics itself, so that none are published.
  var isPulled: Bool { client.textDocument?.diagnostic != nil }

  /// Publishes the diagnostics of a document so far, or tells the client to request them.
  mutating func report(_ uri: ExactString, isComplete: Bool) {
    guard let document = documents[uri], document.isSynchronized else { return }
    if isComplete {
      tellOfFindingsLeftOut(document)
      if document.report.isBehind { refreshViews() }
    }
    noteWork(on: document)
    guard isPulled else {
      // Whoever asks nevertheless is answered.
      if isComplete {
        answerPulls(of: uri, ifRead: false)
        documents[uri]?.report.isBehind = false
      }
      guard document.isRead || document.report.isBegun else { return }
      documents[uri]?.report.isBegun = true
      let related = showsRelated
      return publish(document.uri, version: document.version) {
        RenderedDiagnostics(document, withRelated: related, reusing: document.rendered).text
      }
    }
    let isAsked = pulls[uri]?.isEmpty == false
    guard isComplete || refreshes else { return }
    documents[uri]?.report.isBegun = true
    answerPulls(of: uri, ifRead: false)
    if !isAsked, document.report.isBehind { ask(Method.diagnosticRefresh, nil) }
    documents[uri]?.report.isBehind = !isComplete
  }

  /// Has the client ask again for what it shows of documents beside remarks, of whose change it cannot know.
  private mutating func refreshViews() {
    let workspace = client.workspace
    for (support, method) in [
      (workspace?.semanticTokens, Method.semanticTokensRefresh),
      (workspace?.inlayHint, Method.inlayHintRefresh), (workspace?.codeLens, Method.codeLensRefresh),
    ] where support?.refreshSupport == true { ask(method, nil) }
  }

  private var refreshes: Bool { client.workspace?.diagnostics?.refreshSupport == true }

  /// Whether remarks point at the phrases that decided.
  var showsRelated: Bool {
    let document = client.textDocument
    let shows = isPulled ? document?.diagnostic?.relatedInformation : document?.publishDiagnostics?.relatedInformation
    return shows == true
  }

  /// Answers those who ask for the remarks on a document.
  ///
  /// - Parameter ifRead: only where some have been told of this edition, or there will be none.
  mutating func answerPulls(of uri: ExactString, ifRead: Bool) {
    let document = documents[uri]
    if let document, ifRead, document.isSynchronized, !document.report.isBegun,
      document.report.due != nil || !document.isBegun
    {
      return
    }
    let related = showsRelated
    // What was found in another text has no place in this one.
    let known = document.flatMap { $0.isSynchronized && $0.isFound ? $0 : nil }
    for (id, previous) in pulls.removeValue(forKey: uri) ?? [] {
      unanswered[id] = nil
      worker.answer(connection, hasDiagnostics: true) {
        let items = known.map { RenderedDiagnostics($0, withRelated: related, reusing: $0.rendered).text }
        let text = items ?? RenderedDiagnostics.none
        let resultId = TextFingerprint(text[...], seed: 0).description
        let report = DocumentDiagnosticReport(
          resultId: resultId, items: previous == resultId ? nil : JSONText(text))
        return .response(id, result: report.text)
      }
      logTrace("Answered \(id.json).")
    }
  }

  private mutating func tellOfFindingsLeftOut(_ document: Document) {
    let settings = document.settings
    let count = document.verdicts.count { $0.flatMap(settings.severity) != nil }
    guard count > settings.maximumFindings else { return }
    log(
      .warning,
      "\(document.uri): \(count - settings.maximumFindings) of \(count) findings are not shown; raise "
        + "sentiment.maximumFindings to see more.")
  }

  /// Takes all remarks on a document back.
  func clearDiagnostics(of uri: String) {
    guard !isPulled else { return }
    publish(uri, version: nil) { RenderedDiagnostics.none }
  }

  private func publish(_ uri: String, version: Int?, _ diagnostics: @escaping @Sendable () -> [UInt8]) {
    worker.publish(Array(uri.utf8), connection) {
      let news = PublishDiagnosticsNotification(uri: uri, version: version, diagnostics: JSONText(diagnostics()))
      return .notification(method: PublishDiagnosticsNotification.method, params: news.text)
    }
  }
}

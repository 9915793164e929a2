import JSON
import JSONRPC
import LanguageServerProtocol
import Logging
import Reviews
import SentimentAnalysis

extension Session {
  /// Publishes the diagnostics that a document has so far, or responds to the requests for them.
  mutating func report(_ uri: ExactString, isComplete: Bool) {
    guard let document = documents[uri], document.isSynchronized else { return }
    if isComplete {
      if let note = document.hiddenFindings { client.log(.warning, note) }
      if document.diagnostics.needsRefresh { refreshViews() }
    }
    checks.noteWork(on: document)
    client.pullsDiagnostics
      ? answerPulls(document, uri, isComplete: isComplete) : push(document, uri, isComplete: isComplete)
  }

  private mutating func push(_ document: Document, _ uri: ExactString, isComplete: Bool) {
    if isComplete {
      // A client may request diagnostics without having said so.
      respondToDiagnosticRequests(for: uri, ifReported: false)
      documents.update(uri) { $0.diagnostics.needsRefresh = false }
    }
    guard document.isIncluded || document.diagnostics.isBegun else { return }
    documents.update(uri) { $0.diagnostics.isBegun = true }
    let related = client.showsRelatedInformation
    publish(document.uri, version: document.version) {
      RenderedDiagnostics(document, withRelated: related, reusing: document.rendered).text
    }
  }

  private mutating func answerPulls(_ document: Document, _ uri: ExactString, isComplete: Bool) {
    guard isComplete || client.refreshesDiagnostics else { return }
    documents.update(uri) { $0.diagnostics.isBegun = true }
    let hadRequests = respondToDiagnosticRequests(for: uri, ifReported: false)
    if !hadRequests, document.diagnostics.needsRefresh { client.request(Method.diagnosticRefresh, nil) }
    documents.update(uri) { $0.diagnostics.needsRefresh = !isComplete }
  }

  /// Asks the client to request again what else it shows of documents: it cannot know of the change.
  private mutating func refreshViews() {
    let workspace = client.capabilities.workspace
    for (support, method) in [
      (workspace?.semanticTokens, Method.semanticTokensRefresh),
      (workspace?.inlayHint, Method.inlayHintRefresh), (workspace?.codeLens, Method.codeLensRefresh),
    ] where support?.refreshSupport == true { client.request(method, nil) }
  }

  /// Responds to the pending requests for the diagnostics of a document.
  ///
  /// - Parameter ifReported: does so only if diagnostics of this edition were reported, or none will be.
  /// - Returns: whether there were requests.
  @discardableResult
  mutating func respondToDiagnosticRequests(for uri: ExactString, ifReported: Bool) -> Bool {
    let document = documents[uri]
    if let document, ifReported, document.isSynchronized, !document.diagnostics.isBegun,
      document.diagnostics.due != nil || !document.isBegun
    {
      return false
    }
    let related = client.showsRelatedInformation
    // Findings in an earlier text have other places.
    let current = document.flatMap { $0.isSynchronized && $0.isFound ? $0 : nil }
    let entries = pending.removeAll(waitingFor: uri) { if case .diagnostics = $0 { true } else { false } }
    for entry in entries {
      guard case .diagnostics(_, let previous) = entry.wait else { continue }
      let id = entry.id
      worker.respond(client.connection, hasDiagnostics: true) {
        let items = current.map { RenderedDiagnostics($0, withRelated: related, reusing: $0.rendered).text }
        let text = items ?? RenderedDiagnostics.none
        let resultId = TextFingerprint(text[...], seed: 0).description
        let report = DocumentDiagnosticReport(
          resultId: resultId, items: previous == resultId ? nil : JSONText(text))
        return .response(id, result: report.text)
      }
      client.logTrace("Answered \(id.json).")
    }
    return !entries.isEmpty
  }

  /// Publishes that a document has no diagnostics.
  func clearDiagnostics(of uri: String) {
    guard !client.pullsDiagnostics else { return }
    publish(uri, version: nil) { RenderedDiagnostics.none }
  }

  private func publish(_ uri: String, version: Int?, _ diagnostics: @escaping @Sendable () -> [UInt8]) {
    worker.publish(Array(uri.utf8), client.connection) {
      let parameters = PublishDiagnosticsNotification(
        uri: uri, version: version, diagnostics: JSONText(diagnostics()))
      return .notification(method: PublishDiagnosticsNotification.method, params: parameters.text)
    }
  }
}

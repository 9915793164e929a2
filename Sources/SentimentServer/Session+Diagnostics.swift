import LanguageServerProtocol
import SentimentAnalysis

extension Session {
  /// Has all reviews of a document read and their findings published. Those read before are not read again.
  mutating func analyze(_ uri: ExactString) {
    analysisDue[uri] = nil
    if case .failed = model { return }
    guard let reviews = documents[uri]?.reviews(), let document = documents[uri], document.isAnalyzed else { return }
    jobs.add(
      Job(
        .document(uri), reviews.map(\.text), known: document.results, method: .quick,
        then: .publish(document, reviews)))
    loadModel()
  }

  /// Stops the work on what the document was until now. That alone keeps findings of old versions from being published.
  mutating func abandonAnalysis(of uri: ExactString) {
    analysisDue[uri] = nil
    // What was read so far serves the next version.
    if let job = jobs.remove(.document(uri)) { documents[uri]?.results = job.results }
  }

  func publish(_ document: Document, findings: [Finding]) {
    let diagnostics = findings.map { finding in
      Diagnostic(
        range: document.range(of: finding.review), severity: finding.severity.diagnosticSeverity,
        code: finding.classification.label, source: "sentiment", message: finding.message)
    }
    notify(
      PublishDiagnosticsNotification(uri: document.uri, version: document.version, diagnostics: diagnostics))
  }

  /// Takes all remarks on a document back.
  func clearDiagnostics(of uri: String) {
    notify(PublishDiagnosticsNotification(uri: uri, version: nil, diagnostics: []))
  }
}

extension Finding.Severity {
  fileprivate var diagnosticSeverity: Diagnostic.Severity {
    switch self {
    case .warning: .warning
    case .information: .information
    }
  }
}

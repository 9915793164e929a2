import LanguageServerProtocol
import Logging
import SentimentAnalysis

/// Handles `textDocument/didClose`: drops the document and clears its diagnostics.
enum DidCloseTextDocumentHandler: NotificationHandler {
  static func handle(_ notification: DidCloseTextDocumentNotification, in session: inout Session) {
    let uri = ExactString(notification.textDocument.uri)
    guard let document = session.documents[uri] else {
      return session.client.log(.warning, "Ignored the closing of \(uri.value), which is not open.")
    }
    close(uri, in: &session)
    session.checks.noteWork(on: document)
    if document.isIncluded || !document.isFound { session.clearDiagnostics(of: document.uri) }
  }

  /// Drops a document; pending requests for it get their responses.
  static func close(_ uri: ExactString, in session: inout Session) {
    session.batches.cancel(documentAt: uri)
    session.documents.close(uri)
    session.respondToDiagnosticRequests(for: uri, ifReported: false)
    session.resumeRequests(for: uri)
  }
}

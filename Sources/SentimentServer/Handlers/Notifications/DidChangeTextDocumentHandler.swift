import Dispatch
import JSON
import LanguageServerProtocol
import Logging
import Reviews
import SentimentAnalysis

/// Handles `textDocument/didChange`: applies the edits. The document is read once it has rested for the debounce time.
enum DidChangeTextDocumentHandler {
  static func handle(_ params: JSONValue?, in session: inout Session) {
    do {
      try apply(DidChangeTextDocumentNotification(params: params), in: &session)
    } catch {
      session.client.log(.warning, "Cannot decode a change of a document: \(error)")
      guard let uri = params?["textDocument"]?["uri"]?.stringValue.map(ExactString.init),
        session.documents[uri]?.isSynchronized == true
      else { return }
      loseSynchronization(of: uri, in: &session)
      session.client.showProblem(
        .warning,
        "A change of \(uri.value) could not be decoded. Its reviews are not checked until you open it again.")
    }
  }

  private static func apply(_ notification: DidChangeTextDocumentNotification, in session: inout Session) {
    let uri = ExactString(notification.textDocument.uri)
    guard let (known, debounce) = session.documents[uri].map({ ($0.version, $0.settings.debounce) }) else {
      return session.client.log(.warning, "Ignored a change of \(uri.value), which is not open.")
    }
    let version = notification.textDocument.version
    // Messages arrive in the order in which they were sent, so the change is applied whatever its version.
    if version < known { session.client.log(.warning, "\(uri.value) goes from version \(known) back to \(version).") }
    session.documents.update(uri) { $0.apply(notification.contentChanges, version: version) }
    session.documents.touch(uri)
    session.beginEdition(of: uri, due: .now() + .milliseconds(debounce), byClient: true)
  }

  /// A message that cannot be decoded may have been an edit of any document.
  static func loseSynchronizationOfAll(in session: inout Session) {
    guard session.phase == .running, session.documents.totals.synchronizedDocuments > 0 else { return }
    let lost = session.documents.all.filter(\.isSynchronized)
    for document in lost { loseSynchronization(of: ExactString(document.uri), in: &session) }
    guard lost.contains(where: \.isIncluded) else { return }
    session.client.notify(
      ShowMessageNotification(
        type: .warning,
        message:
          "A message could not be decoded and may have been an edit. Reviews in the open documents are not checked "
          + "until you open them again."))
  }

  /// Clears all results of a document: its text differs from the client's.
  private static func loseSynchronization(of uri: ExactString, in session: inout Session) {
    let wasIncluded = session.documents[uri]?.isIncluded == true
    session.documents.update(uri) { $0.loseSynchronization() }
    session.batches.cancel(documentAt: uri)
    if wasIncluded { session.clearDiagnostics(of: uri.value) }
    session.respondToDiagnosticRequests(for: uri, ifReported: false)
    session.resumeRequests(for: uri)
  }
}

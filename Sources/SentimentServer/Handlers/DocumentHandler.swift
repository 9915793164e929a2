import Dispatch
import JSON
import LanguageServerProtocol
import Logging
import SentimentAnalysis

/// Takes `didOpen`, `didChange` and `didClose`: keeps the documents as the client has them.
enum DocumentHandler {
  static func open(_ notification: DidOpenTextDocumentNotification, in session: inout Session) {
    let uri = ExactString(notification.textDocument.uri)
    session.abandonAnalysis(of: uri)
    session.documents[uri] = Document(notification.textDocument, encoding: session.encoding)
    session.lastEdited = uri
    session.analyze(uri)
  }

  static func change(_ params: JSONValue?, in session: inout Session) {
    do {
      change(try DidChangeTextDocumentNotification(params: params), in: &session)
    } catch {
      session.logger.warning("Cannot read a change of a document: \(error)")
      if let uri = params?["textDocument"]?["uri"]?.stringValue { loseTrack(of: uri, in: &session) }
    }
  }

  private static func change(_ notification: DidChangeTextDocumentNotification, in session: inout Session) {
    let uri = ExactString(notification.textDocument.uri)
    guard let version = session.documents[uri]?.version else {
      session.logger.warning("Passed over a change of a document that is not open.")
      return
    }
    guard notification.textDocument.version >= version else {
      session.logger.warning(
        "Passed over a change to version \(notification.textDocument.version), which is before \(version).")
      return
    }
    session.abandonAnalysis(of: uri)
    session.documents[uri]?.apply(notification.contentChanges)
    session.documents[uri]?.version = notification.textDocument.version
    session.lastEdited = uri
    session.analysisDue[uri] = .now() + .milliseconds(session.settings.debounce)
  }

  static func close(_ notification: DidCloseTextDocumentNotification, in session: inout Session) {
    let uri = ExactString(notification.textDocument.uri)
    guard session.documents.removeValue(forKey: uri) != nil else {
      session.logger.warning("Passed over the closing of a document that is not open.")
      return
    }
    session.abandonAnalysis(of: uri)
    session.clearDiagnostics(of: notification.textDocument.uri)
  }

  /// A message that cannot be read may have been a change of any document.
  static func loseTrackOfAll(in session: inout Session) {
    guard session.phase == .running else { return }
    let analyzed = session.documents.filter { $0.value.isAnalyzed }
    for uri in session.documents.keys { session.documents[uri]?.isSynchronized = false }
    for uri in analyzed.keys {
      session.abandonAnalysis(of: uri)
      session.clearDiagnostics(of: uri.value)
    }
    guard !analyzed.isEmpty else { return }
    session.notify(
      ShowMessageNotification(
        type: .warning,
        message: "A message could not be read and may have been an edit; reviews in the open documents are not checked "
          + "until they are opened again."))
  }

  /// After a change that cannot be read the client's text is not known; nothing that was said of it may stay.
  private static func loseTrack(of uri: String, in session: inout Session) {
    guard let document = session.documents[ExactString(uri)], document.isSynchronized else { return }
    session.documents[ExactString(uri)]?.isSynchronized = false
    session.abandonAnalysis(of: ExactString(uri))
    session.clearDiagnostics(of: uri)
    session.notify(
      ShowMessageNotification(
        type: .warning,
        message: "A change of \(uri) could not be read; reviews in it are not checked until it is opened again."))
  }
}

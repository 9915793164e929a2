import Dispatch
import LanguageServerProtocol
import SentimentAnalysis

/// Handles `textDocument/didOpen`: stores the document and finds its reviews.
enum DidOpenTextDocumentHandler: NotificationHandler {
  static func handle(_ notification: DidOpenTextDocumentNotification, in session: inout Session) {
    let item = notification.textDocument
    let uri = ExactString(item.uri)
    // A client may open a document twice.
    if let previous = session.documents[uri] {
      DidCloseTextDocumentHandler.close(uri, in: &session)
      if previous.isIncluded { session.clearDiagnostics(of: item.uri) }
    }
    let settings = session.settings(ofURI: item.uri)
    let edition = session.documents.nextEdition()
    session.documents.open(
      Document(item, encoding: session.client.encoding, settings: settings, edition: edition), uri)
    session.beginEdition(of: uri, due: .now(), byClient: true)
  }
}

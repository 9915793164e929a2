import Dispatch
import JSON
import LanguageServerProtocol
import Logging
import Reviews
import SentimentAnalysis

/// Takes `didOpen`, `didChange` and `didClose`: keeps the documents as the client has them.
enum DocumentHandler {
  static func open(_ notification: DidOpenTextDocumentNotification, in session: inout Session) {
    let item = notification.textDocument
    let uri = ExactString(item.uri)
    if let before = session.documents[uri] {
      forget(uri, in: &session)
      if before.isRead { session.clearDiagnostics(of: item.uri) }
    }
    session.editions += 1
    session.documents[uri] = Document(
      item, encoding: session.encoding, settings: session.settings(ofURI: item.uri), edition: session.editions)
    session.touch(uri)
    session.renew(uri, due: .now(), byClient: true)
  }

  static func change(_ params: JSONValue?, in session: inout Session) {
    do {
      change(try DidChangeTextDocumentNotification(params: params), in: &session)
    } catch {
      session.log(.warning, "Cannot read a change of a document: \(error)")
      if let uri = params?["textDocument"]?["uri"]?.stringValue { loseTrack(of: uri, in: &session) }
    }
  }

  private static func change(_ notification: DidChangeTextDocumentNotification, in session: inout Session) {
    let uri = ExactString(notification.textDocument.uri)
    guard let known = session.documents[uri]?.version, let debounce = session.documents[uri]?.settings.debounce else {
      session.log(.warning, "Passed over a change of a document that is not open.")
      return
    }
    let version = notification.textDocument.version
    // Messages come in the order in which they were sent, whatever a client counts by.
    if version < known { session.log(.warning, "\(uri.value) goes from version \(known) back to \(version).") }
    session.documents[uri]?.apply(notification.contentChanges, version: version)
    session.touch(uri)
    session.renew(uri, due: .now() + .milliseconds(debounce), byClient: true)
  }

  static func close(_ notification: DidCloseTextDocumentNotification, in session: inout Session) {
    let uri = ExactString(notification.textDocument.uri)
    guard let document = session.documents[uri] else {
      session.log(.warning, "Passed over the closing of a document that is not open.")
      return
    }
    forget(uri, in: &session)
    session.noteWork(on: document)
    if document.isRead || !document.isFound { session.clearDiagnostics(of: document.uri) }
  }

  private static func forget(_ uri: ExactString, in session: inout Session) {
    session.abandon(uri)
    session.documents[uri] = nil
    session.touch(uri)
    session.answerPulls(of: uri, ifRead: false)
    session.resume(uri)
  }

  /// A message that cannot be read may have been a change of any document.
  static func loseTrackOfAll(in session: inout Session) {
    guard session.phase == .running else { return }
    let known = session.documents.filter { $0.value.isSynchronized }
    for uri in known.keys { loseTrack(of: uri, in: &session) }
    guard known.values.contains(where: \.isRead) else { return }
    session.notify(
      ShowMessageNotification(
        type: .warning,
        message: "A message could not be read and may have been an edit; reviews in the open documents are not checked "
          + "until they are opened again."))
  }

  /// After a change that cannot be read the client's text is not known; nothing that was said of it may stay.
  private static func loseTrack(of uri: String, in session: inout Session) {
    guard session.documents[ExactString(uri)]?.isSynchronized == true else { return }
    loseTrack(of: ExactString(uri), in: &session)
    session.tell(
      .warning,
      "A change of \(uri) could not be read; reviews in it are not checked until it is opened again.")
  }

  private static func loseTrack(of uri: ExactString, in session: inout Session) {
    let wasRead = session.documents[uri]?.isRead == true
    session.documents[uri]?.loseTrack()
    session.abandon(uri)
    if wasRead { session.clearDiagnostics(of: uri.value) }
    session.answerPulls(of: uri, ifRead: false)
    session.resume(uri)
  }
}

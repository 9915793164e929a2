import LanguageServerProtocol
import SentimentAnalysis

/// Handles `window/workDoneProgress/cancel`: stops reading. Documents keep the results so far until they change.
enum WorkDoneProgressCancelHandler: NotificationHandler {
  static func handle(_ notification: WorkDoneProgressCancelNotification, in session: inout Session) {
    guard session.progress.isShown(notification.token) else { return }
    for uri in session.documents.uris where session.documents[uri]?.isToBeRead == true {
      session.documents.update(uri) { $0.isStopped = true }
      session.batches.cancel(documentAt: uri)
      session.report(uri, isComplete: true)
      session.resumeRequests(for: uri)
    }
  }
}

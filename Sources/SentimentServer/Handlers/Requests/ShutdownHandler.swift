import Dispatch
import JSON
import SentimentAnalysis

/// Responds to `shutdown`: stops reading documents. Pending requests that need no document still get their results.
enum ShutdownHandler {
  static func respond(in session: inout Session) -> Reply {
    session.phase = .shutDown
    session.client.isActive = false
    for uri in session.documents.uris {
      session.batches.cancel(documentAt: uri)
      session.respondToDiagnosticRequests(for: uri, ifReported: false)
      session.documents.update(uri) { $0.urgentReview = nil }
    }
    for id in session.pending.ids(where: { $0.needsDocuments }) { session.cancel(id) }
    session.updateProgress(now: .now())
    return .result(.null)
  }
}

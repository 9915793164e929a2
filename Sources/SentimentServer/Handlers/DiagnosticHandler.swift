import LanguageServerProtocol
import SentimentAnalysis

/// Answers `textDocument/diagnostic` with the remarks on a document.
enum DiagnosticHandler {
  static func respond(to request: DocumentDiagnosticRequest, in session: inout Session) -> Reply {
    .pull(ExactString(request.textDocument.uri), previous: request.previousResultId)
  }
}

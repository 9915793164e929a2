import LanguageServerProtocol

/// Responds to `textDocument/diagnostic` with the diagnostics of a document, once some are reported.
enum DocumentDiagnosticHandler: SessionRequestHandler {
  static func respond(to request: DocumentDiagnosticRequest, in session: inout Session) -> Reply {
    .wait(.diagnostics(of: ExactString(request.textDocument.uri), previous: request.previousResultId))
  }
}

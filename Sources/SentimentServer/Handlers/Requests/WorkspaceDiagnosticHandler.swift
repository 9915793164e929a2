import LanguageServerProtocol

/// Responds to `workspace/diagnostic` with the diagnostics of the files in the open folders, once they are read.
enum WorkspaceDiagnosticHandler: SessionRequestHandler {
  static func respond(to request: WorkspaceDiagnosticRequest, in session: inout Session) -> Reply {
    .wait(.workspaceDiagnostics(request))
  }
}

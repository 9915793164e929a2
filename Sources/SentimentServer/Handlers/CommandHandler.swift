import JSON
import JSONRPC
import LanguageServerProtocol

/// Answers `workspace/executeCommand`.
enum CommandHandler {
  /// What can be executed.
  enum Command: String, CaseIterable {
    /// Loads the models anew, those that could not be loaded, too.
    case reloadModel = "sentiment.reloadModel"
  }

  static func respond(to request: ExecuteCommandRequest, in session: inout Session) throws -> Reply {
    switch Command(rawValue: request.command) {
    case .reloadModel: session.reloadModels()
    case nil:
      let names = Command.allCases.map(\.rawValue).joined(separator: ", ")
      throw ResponseError(.invalidParams, "There is no command \"\(request.command)\", only \(names).")
    }
    return .result(.null)
  }
}

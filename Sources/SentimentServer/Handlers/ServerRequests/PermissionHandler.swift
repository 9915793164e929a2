import JSON
import LanguageServerProtocol
import Logging
import Reviews
import SentimentAnalysis

/// Asks the user by `window/showMessageRequest` whether a model that a project file names may be used.
enum PermissionHandler {
  static func ask(_ request: ModelRequest, in session: inout Session) {
    let sentence =
      "\(request.summary). Until you allow it, your own model is used. In a shell: sentiment allow "
      + shellWord(request.folder, or: "DIR")
    // Some clients do not show questions.
    session.client.log(.warning, sentence)
    let question = ShowMessageRequest(
      type: .warning, message: plainText("Use the model in this folder? \(sentence)"), answers: answers.map(\.title))
    session.client.request(question) { response, session in
      guard case .success(let chosen) = response, let title = chosen["title"]?.stringValue,
        let answer = answers.first(where: { $0.title == title })?.answer
      else { return }
      do {
        try session.configuration.permissions.store(answer, to: request)
      } catch {
        return session.client.showProblem(.error, "\(error)")
      }
      session.checkFiles()
    }
  }

  private static let answers: [(title: String, answer: ModelPermissions.Answer)] = [
    ("Use it", .allowed), ("Do not use it", .denied),
  ]
}

import JSON
import JSONRPC
import LanguageServerProtocol
import SentimentAnalysis

extension Session {
  /// Has the user asked once whether the models that a `.sentiment.json` names may be used, at the next look at the time: who has
  /// just written the file may be about to allow it. Until there is an answer, the user's own models are used.
  mutating func askForPermission(_ request: ModelRequest) {
    if askedAbout.insert(request).inserted { questions.append(request) }
  }

  /// Asks what is still to be asked.
  mutating func askQuestions() {
    guard phase == .running else { return }
    for request in questions where configuration.permissions.answer(to: request) == nil { ask(about: request) }
    questions = []
  }

  private mutating func ask(about request: ModelRequest) {
    let question = ShowMessageRequest(
      type: .warning,
      message: plainText(
        "Use the model in this folder? \(request.summary). Until you allow it, your own model is used. In a shell: "
          + "sentiment allow \(FilePath.quotedForShell(request.folder))"),
      actions: Self.answers.map { .init(title: $0.title) })
    ask(question) { answer, session in
      guard case .success(let chosen) = answer, let title = chosen["title"]?.stringValue,
        let answer = Self.answers.first(where: { $0.title == title })?.answer
      else { return }
      session.store(answer, to: request)
    }
  }

  private static let answers: [(title: String, answer: ModelPermissions.Answer)] = [
    ("Use it", .allowed), ("Do not use it", .denied),
  ]

  private mutating func store(_ answer: ModelPermissions.Answer, to request: ModelRequest) {
    do {
      try configuration.permissions.store(answer, to: request)
    } catch {
      return tell(.error, "\(error)")
    }
    lookForChanges()
  }
}

import JSON
import JSONRPC
import LanguageServerProtocol
import Logging
import Reviews
import SentimentAnalysis

extension Session {
  /// Queues one question for each request. It is asked at the next look for changes, so that `sentiment allow` can come first.
  /// Until there is an answer, the user's own models are used.
  mutating func askForPermission(_ requests: Set<ModelRequest>) {
    guard configuration.asksAboutModels else { return }
    for request in requests where askedAbout.insert(request).inserted { questions.append(request) }
  }

  /// Asks what is still to be asked.
  mutating func askQuestions() {
    guard phase == .running else { return }
    for request in questions where configuration.permissions.answer(to: request) == nil { ask(about: request) }
    questions = []
  }

  private mutating func ask(about request: ModelRequest) {
    let sentence =
      "\(request.summary). Until you allow it, your own model is used. In a shell: sentiment allow "
      + shellWord(request.folder, or: "DIR")
    // Not every client shows questions.
    log(.warning, sentence)
    let question = ShowMessageRequest(
      type: .warning, message: plainText("Use the model in this folder? \(sentence)"),
      answers: Self.answers.map(\.title))
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

import Dispatch
import JSONRPC
import LanguageServerProtocol
import SentimentAnalysis

/// What the client is shown of the work on documents.
struct Progress {
  enum State {
    case none
    /// There is work, and it is shown if it lasts until then.
    case waiting(until: DispatchTime)
    /// The client was asked for a token; without one it is shown nothing.
    case asked(token: String?)
    case shown(token: String, next: DispatchTime)
  }

  var state = State.none
  /// The reviews read since there was nothing to do.
  var readCount = 0
  private(set) var percentage = 0
  private var tokens = 0

  var due: DispatchTime? { if case .waiting(let due) = state { due } else { nil } }

  /// A name for the next progress.
  mutating func makeToken() -> String {
    tokens += 1
    return "sentiment-\(tokens)"
  }

  /// Never falls, though more may come to be done.
  mutating func update(left: Int) { percentage = max(percentage, readCount * 100 / max(1, readCount + left)) }

  mutating func reset() {
    (state, readCount, percentage) = (.none, 0, 0)
  }
}

extension Session {
  /// The reviews that are to be read, and the documents they stand in.
  private var left: (reviews: Int, documents: Int) {
    let documents = documents.values.filter { $0.unreadCount > 0 && !$0.isStopped && $0.isSynchronized }
    return (documents.reduce(0) { $0 + $1.unreadCount }, documents.count)
  }

  private func message(_ left: (reviews: Int, documents: Int)) -> String {
    let place = left.documents > 1 ? " in \(left.documents) documents" : ""
    return "\(progress.readCount) read, \(left.reviews) to go\(place)"
  }

  mutating func updateProgress(now: DispatchTime) {
    let left = phase == .running ? left : (reviews: 0, documents: 0)
    guard left.reviews > 0 else {
      if case .shown(let token, _) = progress.state {
        let count = progress.readCount
        notify(WorkDoneProgressNotification.end(token, message: "\(count) reviews read"))
      }
      return progress.reset()
    }
    switch progress.state {
    case .none: progress.state = .waiting(until: now + configuration.progressDelay)
    case .waiting(let until):
      guard until <= now else { return }
      guard client.window?.workDoneProgress == true, phase == .running else {
        progress.state = .asked(token: nil)
        return
      }
      let token = progress.makeToken()
      progress.state = .asked(token: token)
      ask(WorkDoneProgressCreateRequest(token: token)) { answer, session in
        if case .success = answer { session.beginProgress(token) }
      }
    case .asked: break
    case .shown(let token, let next):
      guard next <= now else { return }
      progress.update(left: left.reviews)
      progress.state = .shown(token: token, next: now + .milliseconds(250))
      notify(WorkDoneProgressNotification.report(token, message: message(left), percentage: progress.percentage))
    }
  }

  private mutating func beginProgress(_ token: String) {
    // The work may be done by now, and other work begun.
    guard case .asked(token) = progress.state else { return }
    let left = left
    progress.update(left: left.reviews)
    progress.state = .shown(token: token, next: .now() + .milliseconds(250))
    notify(
      WorkDoneProgressNotification.begin(
        token, title: "Reading reviews", message: message(left), percentage: progress.percentage))
  }

  /// The user wants the work to stop that is shown under a token. Documents stay as far as they are read until they change.
  mutating func stopReading(_ token: String) {
    guard case .shown(token, _) = progress.state else { return }
    for (uri, document) in documents where document.isToBeRead {
      documents[uri]?.isStopped = true
      abandon(uri)
      report(uri, isComplete: true)
      resume(uri)
    }
  }
}

import Dispatch
import LanguageServerProtocol

/// The progress of reading documents, as the client shows it.
struct Progress {
  private enum State {
    case none
    /// Reviews are being read; the progress is shown if that lasts until then.
    case waiting(until: DispatchTime)
    /// The client was asked for a token; nil where it shows no progress.
    case requested(token: String?)
    case shown(token: String, nextReport: DispatchTime)
  }

  private static let interval = DispatchTimeInterval.milliseconds(250)

  /// The reviews read since the progress began.
  var readCount = 0
  private var state = State.none
  private var percentage = 0
  private var tokenCount = 0

  var due: DispatchTime? { if case .waiting(let due) = state { due } else { nil } }

  /// Begins, reports or ends the progress.
  ///
  /// - Parameters:
  ///   - unread: the reviews to read, and the number of documents that contain them.
  ///   - delay: the time until the progress of new work is shown.
  mutating func update(
    _ unread: (reviews: Int, documents: Int), now: DispatchTime, delay: DispatchTimeInterval, _ client: inout Client
  ) {
    guard unread.reviews > 0 else {
      if case .shown(let token, _) = state {
        client.notify(WorkDoneProgressNotification.end(token, message: "\(readCount) reviews read"))
      }
      (state, readCount, percentage) = (.none, 0, 0)
      return
    }
    switch state {
    case .none: state = .waiting(until: now + delay)
    case .waiting(let until): if until <= now { requestToken(from: &client) }
    case .requested: break
    case .shown(let token, let nextReport):
      guard nextReport <= now else { return }
      show(token, unread, now)
      client.notify(WorkDoneProgressNotification.report(token, message: message(unread), percentage: percentage))
    }
  }

  private mutating func requestToken(from client: inout Client) {
    guard client.capabilities.window?.workDoneProgress == true else {
      state = .requested(token: nil)
      return
    }
    tokenCount += 1
    let token = "sentiment-\(tokenCount)"
    state = .requested(token: token)
    client.request(WorkDoneProgressCreateRequest(token: token)) { response, session in
      if case .success = response { session.progress.begin(token, session.unread, session.client) }
    }
  }

  private mutating func begin(_ token: String, _ unread: (reviews: Int, documents: Int), _ client: Client) {
    // By now the work may be done, and other work begun.
    guard case .requested(token) = state else { return }
    show(token, unread, .now())
    client.notify(
      WorkDoneProgressNotification.begin(
        token, title: "Reading reviews", message: message(unread), percentage: percentage))
  }

  /// The percentage never falls, even if more reviews are found.
  private mutating func show(_ token: String, _ unread: (reviews: Int, documents: Int), _ now: DispatchTime) {
    percentage = max(percentage, readCount * 100 / max(1, readCount + unread.reviews))
    state = .shown(token: token, nextReport: now + Self.interval)
  }

  private func message(_ unread: (reviews: Int, documents: Int)) -> String {
    let place = unread.documents > 1 ? " in \(unread.documents) documents" : ""
    return "\(readCount) read, \(unread.reviews) to go\(place)"
  }

  /// Whether the client shows the progress under a token.
  func isShown(_ token: String) -> Bool { if case .shown(token, _) = state { true } else { false } }
}

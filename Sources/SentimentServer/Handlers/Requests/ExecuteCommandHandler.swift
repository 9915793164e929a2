import Foundation
import JSON
import JSONRPC
import LanguageServerProtocol
import Reviews
import SentimentAnalysis

/// Responds to `workspace/executeCommand`: the result goes to the caller and is shown to the user.
enum ExecuteCommandHandler: SessionRequestHandler {
  static func respond(to request: ExecuteCommandRequest, in session: inout Session) throws -> Reply {
    guard let command = WorkspaceCommand(rawValue: request.command) else {
      let names = WorkspaceCommand.allCases.map(\.rawValue).joined(separator: ", ")
      throw ResponseError(
        .invalidParams, "The command \"\(request.command)\" is not supported; the commands are \(names).")
    }
    let arguments = Arguments(command: command, values: request.arguments ?? [])
    switch command {
    case .reloadModel: session.reloadModels()
    case .recheck:
      if arguments.values.isEmpty {
        session.readAllAgain()
      } else {
        session.recheck(try openDocument(arguments, in: session).uri)
      }
    case .status:
      let status = StatusHandler.status(of: session)
      session.client.showResult(StatusHandler.sentence(status))
      return .result(.object(status))
    case .summary:
      return try onDocument(arguments, in: session) { document in
        session.client.showResult(document.summary)
        return .result(.string(document.summary))
      }
    case .report:
      return try onDocument(arguments, in: session) { document in
        let models = Set(document.table.models.map { session.models[$0]?.loaded?.name ?? $0.name ?? "default" })
        return .command { try ReportCommand.run(on: document, models: models) }
      }
    case .export:
      return try onDocument(arguments, in: session) { document in .computed { .string(document.jsonLines) } }
    case .mark:
      let (uri, text) = (try arguments.uri(), try arguments.text())
      let label = try arguments.string(2, "a label")
      try requireOpen(uri, in: session)
      let file = session.settings.feedbackFile(forURI: uri.value, session.settings(ofURI: uri.value))
      return .command { try MarkCommand.run(uri, text, label: label, file) }
    case .ignore:
      let (uri, text) = (try arguments.uri(), try arguments.text())
      let fingerprint = try arguments.fingerprint() ?? ReviewFingerprint(of: text)
      guard let path = Document.path(ofURI: uri.value) else {
        throw ResponseError(.requestFailed, "\(uri.value) is not a file. Save it, so that its reviews can be ignored.")
      }
      try requireOpen(uri, in: session)
      let document = session.documents[uri]
      let file = session.settings.ignoreFile(forFile: path)
      let entry = file.entry(for: text, fingerprint, in: path, why: "ignored in the editor")
      return .command {
        let reviews = document?.table.reviews
        if let document, reviews?.contains(where: { $0.isText(with: fingerprint, in: document.text.bytes) }) == false {
          throw ResponseError(.requestFailed, "\(uri.value) has no such review: \(text.excerpt())")
        }
        return try IgnoreCommand.run(entry, file)
      }
    case .counterfactual:
      let (uri, text) = (try arguments.uri(), try arguments.text())
      let key = ModelKey(session.settings(ofURI: uri.value), for: text)
      guard !key.isEnsemble else {
        throw ResponseError(
          .requestFailed, "Several models classify together; what would change the label is searched with one model.")
      }
      return .wait(.counterfactual(of: text, by: key))
    case .verify, .explanation:
      let (uri, text) = (try arguments.uri(), try arguments.text())
      let key = ModelKey(session.settings(ofURI: uri.value), for: text)
      var options = SentimentModel.Options(method: command == .verify ? .occlusion : .full)
      options.heads = .all
      return .classify(
        ClassificationJob([(ExactString(text), key)], options, isShown: true) { classifications in
          let classification = classifications[ExactString(text)]
          return .string((command == .verify ? classification?.effects : classification?.weights) ?? "")
        })
    }
    return .result(.null)
  }

  /// The arguments of a command.
  private struct Arguments {
    var command: WorkspaceCommand
    var values: [JSONValue]

    func uri() throws(ResponseError) -> ExactString { ExactString(try string(0, "a document's URI")) }
    func text() throws(ResponseError) -> String { try string(1, "a text") }

    func fingerprint() throws(ResponseError) -> ReviewFingerprint? {
      guard values.count > 2 else { return nil }
      if let fingerprint = ReviewFingerprint(try string(2, "a fingerprint")) { return fingerprint }
      throw ResponseError(.invalidParams, "A fingerprint has 32 hexadecimal digits.")
    }

    func string(_ index: Int, _ name: String) throws(ResponseError) -> String {
      if index < values.count, let text = values[index].stringValue { return text }
      throw ResponseError(.invalidParams, "\(command.rawValue) takes \(name) as argument \(index + 1).")
    }
  }

  /// Commands write beside the files that the client has open, and in its open folders, only.
  private static func requireOpen(_ uri: ExactString, in session: Session) throws(ResponseError) {
    guard let path = Document.path(ofURI: uri.value), session.documents[uri] == nil,
      session.settings.editor.workspace(ofFile: path) == nil
    else { return }
    throw ResponseError(.requestFailed, "\(uri.value) is neither open nor in an open folder. Open it.")
  }

  private static func openDocument(
    _ arguments: Arguments, in session: Session
  ) throws(ResponseError) -> (uri: ExactString, document: Document) {
    let uri = try arguments.uri()
    guard let document = session.documents[uri] else {
      throw ResponseError(.invalidParams, "The document \(uri.value) is not open.")
    }
    guard document.isSynchronized else {
      throw ResponseError(
        .requestFailed, "A change of \(uri.value) could not be decoded, so its text is not known. Open it again.")
    }
    return (uri, document)
  }

  /// Waits until a document is read.
  private static func onDocument(
    _ arguments: Arguments, in session: Session, _ body: (Document) throws -> Reply
  ) throws -> Reply {
    let (uri, document) = try openDocument(arguments, in: session)
    guard session.isSettled(uri) else { return .wait(.reviews(of: uri)) }
    return try body(document)
  }
}

extension Classification {
  /// `negative 97%: without "broke" 31.4 points less, without "dirty" 12.0 points less`
  fileprivate var effects: String {
    let parts = keyTokens.prefix(5).filter { abs($0.score) >= 0.0005 }.map { token in
      let points = String(format: "%.1f", 100 * abs(token.score))
      return "without \"\(token.text.excerpt())\" \(points) points \(token.score < 0 ? "more" : "less")"
    }
    return "\(summary): " + (parts.isEmpty ? "no single word changes it" : parts.joined(separator: ", "))
  }

  /// `negative 97%: +0.45 broke, +0.37 but the room was dirty`
  fileprivate var weights: String {
    let parts = keyTokens.prefix(8).map { "\(signed(Float($0.weight))) \($0.text.excerpt())" }
    return "\(summary): " + (parts.isEmpty ? "no word was read" : parts.joined(separator: ", "))
  }
}

import Files
import Foundation
import JSON
import JSONRPC
import LanguageServerProtocol
import Reviews
import SentimentAnalysis

/// Answers `workspace/executeCommand`. What a command finds out is its result, for those who call it, and is shown.
enum CommandHandler {
  /// What can be executed. A document is named by its URI.
  enum Command: String, CaseIterable {
    /// Loads the models anew, those that could not be loaded, too.
    case reloadModel = "sentiment.reloadModel"
    /// Reads the reviews of a document again, or of all: `[uri?]`.
    case recheck = "sentiment.recheck"
    /// Says how the server is.
    case status = "sentiment.status"
    /// Says how many reviews of a document have which label: `[uri]`.
    case summary = "sentiment.summary"
    /// Writes a page on a document and has it shown: `[uri]`; the result is the page's URI.
    case report = "sentiment.report"
    /// Gives the reviews of a document with what was found, as JSON lines: `[uri]`.
    case export = "sentiment.export"
    /// Notes what a text is for a later training: `[uri, text, label]`; the result is the file's path.
    case mark = "sentiment.mark"
    /// Says by how much the label's probability falls without each word: `[uri, text]`.
    case verify = "sentiment.verify"
    /// Says without which words a text would have another label: `[uri, text]`.
    case counterfactual = "sentiment.counterfactual"
    /// Says what decided the label of a text, for the clipboard: `[uri, text]`.
    case explanation = "sentiment.explanation"
  }

  static func respond(to request: ExecuteCommandRequest, in session: inout Session) throws -> Reply {
    guard let command = Command(rawValue: request.command) else {
      let names = Command.allCases.map(\.rawValue).joined(separator: ", ")
      throw ResponseError(.invalidParams, "There is no command \"\(request.command)\", only \(names).")
    }
    let arguments = Arguments(command: command, values: request.arguments ?? [])
    switch command {
    case .reloadModel: session.reloadModels()
    case .recheck:
      session.recheck(arguments.values.isEmpty ? nil : try openDocument(arguments, in: session).uri)
    case .status:
      let status = StatusHandler.status(of: session)
      session.show(StatusHandler.sentence(status))
      return .result(.object(status))
    case .summary:
      return try onDocument(arguments, in: &session) { document, session in
        session.show(document.summary)
        return .result(.string(document.summary))
      }
    case .report: return try onDocument(arguments, in: &session, report)
    case .export:
      return try onDocument(arguments, in: &session) { document, _ in .made { .string(document.lines) } }
    case .mark: return try mark(arguments, in: &session)
    case .counterfactual:
      return .counterfactual(
        try arguments.text(1, "a text"), of: ExactString(try arguments.text(0, "a document's URI")))
    case .verify, .explanation:
      let (uri, text) = (try arguments.text(0, "a document's URI"), try arguments.text(1, "a text"))
      return .shownWork(text, of: ExactString(uri), method: command == .verify ? .occlusion : .full) { results in
        .string(results[ExactString(text)].map(command == .verify ? measured : described) ?? "")
      }
    }
    return .result(.null)
  }

  /// What a command is executed with.
  private struct Arguments {
    var command: Command
    var values: [JSONValue]

    func text(_ index: Int, _ name: String) throws(ResponseError) -> String {
      if index < values.count, let text = values[index].stringValue { return text }
      throw ResponseError(.invalidParams, "\(command.rawValue) takes \(name) as argument \(index + 1).")
    }
  }

  private static func openDocument(
    _ arguments: Arguments, in session: Session
  ) throws(ResponseError) -> (uri: ExactString, document: Document) {
    let uri = ExactString(try arguments.text(0, "a document's URI"))
    guard let document = session.documents[uri] else {
      throw ResponseError(.invalidParams, "The document \(uri.value) is not open.")
    }
    guard document.isSynchronized else {
      throw ResponseError(
        .requestFailed, "A change of \(uri.value) could not be read, so what it holds is not known; open it again.")
    }
    return (uri, document)
  }

  /// Waits until a document is read.
  private static func onDocument(
    _ arguments: Arguments, in session: inout Session, _ body: (Document, inout Session) throws -> Reply
  ) throws -> Reply {
    let (uri, document) = try openDocument(arguments, in: session)
    guard session.isSettled(uri) else { return .wait(uri) }
    return try body(document, &session)
  }

  private static func report(_ document: Document, _ session: inout Session) throws -> Reply {
    let name = document.path?.lastComponent?.string ?? document.uri
    let models = Set(document.table.models.map { session.models[$0]?.loaded?.name ?? $0.name ?? "default" })
    return .command {
      let page = DocumentPage(
        title: name, summary: document.summary, models: models.sorted().joined(separator: ", "),
        entries: document.verdicts.enumerated().compactMap { index, verdict in
          verdict.map {
            DocumentPage.Entry(
              text: document.text(ofReview: index).string, verdict: $0,
              line: document.text.line(at: document.table.reviews[index].range.lowerBound) + 1)
          }
        })
      let file = try reportFolder().appending("\(TextFingerprint(Array(document.uri.utf8)[...], seed: 0)).html")
      try OutputFile.write(Array(page.html.utf8), to: file)
      let url = URL(filePath: file.string)
      return CommandOutcome(result: .string(url.absoluteString), page: url)
    }
  }

  /// Where nobody else may look: a page holds the reviews.
  private static func reportFolder() throws(ResponseError) -> FilePath {
    let environment = ProcessInfo.processInfo.environment
    let caches = environment["XDG_CACHE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "~/.cache"
    let folder = FilePath(caches, in: "/").appending("sentiment-lsp/reports")
    do { try Folder.makePrivate(folder) } catch { throw ResponseError(.requestFailed, "\(error)") }
    return folder
  }

  private static func mark(_ arguments: Arguments, in session: inout Session) throws -> Reply {
    let uri = try arguments.text(0, "a document's URI")
    let (text, label) = (try arguments.text(1, "a text"), try arguments.text(2, "a label"))
    guard let file = session.feedbackFile(forURI: uri) else {
      throw ResponseError(
        .requestFailed,
        "\(uri) is no file and no folder is open: name a file for what you mark with sentiment.feedback.")
    }
    return .command {
      do { try file.record(text, label: label) } catch {
        throw ResponseError(.requestFailed, "\(error); sentiment.feedback names another file for what you mark.")
      }
      return CommandOutcome(
        result: .string(file.path.string),
        message: "Marked as \(label) in \(file.path); to learn from it: sentiment train --model default --train "
          + "\(shellWord(file.path, or: "FILE")) --output my-model")
    }
  }

  /// `negative 97%: without "broke" 31.4 points less, without "dirty" 12.0 points less`
  private static let measured: @Sendable (Classification) -> String = { answer in
    let parts = answer.keyTokens.prefix(5).filter { abs($0.score) >= 0.0005 }.map { token in
      let points = String(format: "%.1f", 100 * abs(token.score))
      return "without \"\(token.text.excerpt())\" \(points) points \(token.score < 0 ? "more" : "less")"
    }
    return "\(answer.summary): "
      + (parts.isEmpty ? "it stays so without any one of its words" : parts.joined(separator: ", "))
  }

  /// `negative 97%: +0.45 broke, +0.37 but the room was dirty`
  private static let described: @Sendable (Classification) -> String = { answer in
    let parts = answer.keyTokens.prefix(8).map { "\(signed(Float($0.weight))) \($0.text.excerpt())" }
    return "\(answer.summary): " + (parts.isEmpty ? "no word was read" : parts.joined(separator: ", "))
  }
}

extension Document {
  /// Every review that is read, as `sentiment classify --explain` would print it, with its line.
  fileprivate var lines: String {
    var result = ""
    for (index, verdict) in verdicts.enumerated() {
      guard let verdict else { continue }
      let text = text(ofReview: index).string
      var object: JSONObject = [
        "line": .integer(Int64(self.text.line(at: table.reviews[index].range.lowerBound) + 1)), "text": .string(text),
        "label": .string(verdict.label),
      ]
      object["confidence"] = verdict.confidence.map { .double(Double($0)) }
      if verdict.isUncertain { object["uncertain"] = true }
      object["keyTokens"] = .array(
        verdict.phrases.map { ["text": .string(text[utf8: $0.range]), "weight": .double(Double($0.weight))] })
      result += JSONValue.object(object).serialized() + "\n"
    }
    return result
  }
}

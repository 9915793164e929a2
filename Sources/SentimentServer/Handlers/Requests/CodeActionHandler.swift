import JSON
import LanguageServerProtocol
import Reviews
import SentimentAnalysis

/// Responds to `textDocument/codeAction` with the actions on the review at the position, or else on the first in its line.
enum CodeActionHandler: DocumentRequestHandler {
  static func requiredReviews(for request: CodeActionRequest, in snapshot: DocumentSnapshot) -> RequiredReviews {
    index(of: request, in: snapshot).map(RequiredReviews.one) ?? .none
  }

  static func respond(to request: CodeActionRequest, in snapshot: DocumentSnapshot) throws -> JSONValue {
    let document = snapshot.document
    guard let index = index(of: request, in: snapshot) else {
      guard document.table.found.isOtherText, accepts(request) else { return [] }
      return try JSONValue(encoding: [
        Command(
          title: "Find reviews in this file", command: WorkspaceCommand.recheck.rawValue,
          arguments: [.string(document.uri)])
      ])
    }
    let (ignore, commands) = (ignoreCommand(on: index, of: document), commands(on: index, in: snapshot))
    // Older clients support commands only.
    guard snapshot.client.textDocument?.codeAction?.codeActionLiteralSupport != nil else {
      return try JSONValue(encoding: [ignore].compactMap(\.self) + commands)
    }
    let version = snapshot.client.workspace?.workspaceEdit?.documentChanges == true ? document.version : nil
    let action =
      document.directive(ignoring: index).map { edit in
        CodeAction(title: ignoreTitle, edit: WorkspaceEdit(uri: document.uri, version: version, [edit]))
      } ?? ignore.map(CodeAction.init)
    return try JSONValue(encoding: [action].compactMap(\.self) + commands.map(CodeAction.init))
  }

  private static let ignoreTitle = "Ignore this review"

  /// The review that the actions are about.
  private static func index(of request: CodeActionRequest, in snapshot: DocumentSnapshot) -> Int? {
    guard accepts(request) else { return nil }
    let document = snapshot.document
    let offset = document.text.offset(of: request.range.start, in: document.encoding)
    let line = document.text.content(ofLine: document.text.line(at: offset))
    return document.review(at: offset) ?? document.reviews(in: line).first
  }

  /// Whether the client wants actions of this kind.
  private static func accepts(_ request: CodeActionRequest) -> Bool {
    request.context.only?.contains { CodeAction.quickFix.hasPrefix($0) } ?? true
  }

  /// Nil where the document is no file.
  private static func ignoreCommand(on index: Int, of document: Document) -> Command? {
    guard document.path != nil else { return nil }
    let text = document.text(ofReview: index).string
    let isLong = text.utf8.count > TextEncoder.longText
    let arguments = [
      document.uri, isLong ? text.excerpt() : text, isLong ? ReviewFingerprint(of: text).description : nil,
    ]
    return Command(
      title: ignoreTitle, command: WorkspaceCommand.ignore.rawValue,
      arguments: arguments.compactMap { $0.map(JSONValue.string) })
  }

  private static func commands(on index: Int, in snapshot: DocumentSnapshot) -> [Command] {
    let document = snapshot.document
    let text = document.text(ofReview: index).string
    // Each command carries the text. A long one would be sent several times whenever the cursor moves.
    guard text.utf8.count <= TextEncoder.longText else { return [] }
    func command(_ title: String, _ command: WorkspaceCommand, label: String? = nil) -> Command {
      let arguments = [document.uri, text, label].compactMap { $0.map(JSONValue.string) }
      return Command(title: title, command: command.rawValue, arguments: arguments)
    }
    var commands: [Command] = []
    let polarity = document.verdicts[index]?.reportedPolarity
    var labels: [Settings.ReportedPolarity] = [.positive, .negative]
    let model = snapshot.models[document.table.model(ofReview: index)]?.loaded
    if model?.polarities.contains(.neutral) == true { labels.append(.neutral) }
    if model?.polarities.contains(.mixed) == true { labels.append(.mixed) }
    for label in labels where label != polarity {
      commands.append(command("Mark as \(label.rawValue)", .mark, label: label.rawValue))
    }
    guard document.verdicts[index] != nil else { return commands }
    commands.append(command("Verify by leaving words out", .verify))
    if !document.table.model(ofReview: index).isEnsemble {
      commands.append(command("What would change the label?", .counterfactual))
    }
    return commands + [command("Copy the explanation", .explanation)]
  }
}

extension Document {
  /// Inserts a comment that has a review ignored, and no other; nil where there is no such place, and in formats without comments.
  fileprivate func directive(ignoring index: Int) -> WorkspaceEdit.TextEdit? {
    guard let format = source.format else { return nil }
    let comment: String
    switch format {
    case .plaintext: comment = "# sentiment:ignore"
    case .markdown: comment = "<!-- sentiment:ignore -->"
    case .csv, .tsv, .jsonl, .json: return nil
    }
    let line = text.line(at: table.reviews[index].range.lowerBound)
    // A paragraph may begin lines above its review. Above the previous review, the line would be about that one.
    let previousEnd = index > 0 ? table.reviews[index - 1].range.upperBound : 0
    for start in (max(0, line - 50)...line).reversed().map({ text.lineStarts[$0] }) where start >= previousEnd {
      let directive = Array(comment.utf8) + text.lineEnd
      let edited = Array(text.bytes[..<start]) + directive + text.bytes[start...]
      let found = DocumentReviews(of: edited, format: format, settings.rules).reviews
      let expected = table.reviews.enumerated().filter { $0.offset != index }.map { offset, review in
        review.range.lowerBound + (offset > index ? directive.count : 0)
      }
      guard found.map(\.range.lowerBound) == expected else { continue }
      let place = text.position(of: start, in: encoding)
      return WorkspaceEdit.TextEdit(
        range: PositionRange(start: place, end: place), newText: String(decoding: directive, as: UTF8.self))
    }
    return nil
  }
}

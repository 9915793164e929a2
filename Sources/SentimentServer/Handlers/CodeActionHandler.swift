import JSON
import LanguageServerProtocol
import Reviews
import SentimentAnalysis

/// Answers `textDocument/codeAction` with what can be done about the review under the cursor, or else the first in its line.
enum CodeActionHandler {
  static func respond(to request: CodeActionRequest, in session: inout Session) -> Reply {
    let uri = ExactString(request.textDocument.uri)
    guard let document = session.documents[uri], document.isSynchronized else { return .result(.null) }
    guard document.isFound else { return .wait(uri) }
    if let only = request.context.only, !only.contains(where: { CodeAction.quickFix.hasPrefix($0) }) {
      return .result([])
    }
    let offset = document.text.offset(of: request.range.start, in: document.encoding)
    let line = document.text.content(ofLine: document.text.line(at: offset))
    guard let index = document.review(at: offset) ?? document.reviews(in: line).first else { return .result([]) }
    guard document.verdicts[index] != nil || session.isSettled(uri) else { return .wait(uri) }
    let knowsVersions = session.client.workspace?.workspaceEdit?.documentChanges == true
    let takesEdits = session.client.textDocument?.codeAction?.codeActionLiteralSupport != nil
    return .made {
      let commands = commands(on: index, of: document)
      // A client that knows no actions takes commands.
      guard takesEdits else { return try JSONValue(encoding: commands) }
      let ignore = document.directive(ignoring: index).map { edit in
        CodeAction(
          title: "Ignore this review",
          edit: WorkspaceEdit(uri: document.uri, version: knowsVersions ? document.version : nil, [edit]))
      }
      return try JSONValue(encoding: [ignore].compactMap(\.self) + commands.map(CodeAction.init))
    }
  }

  private static func commands(on index: Int, of document: Document) -> [Command] {
    let text = document.text(ofReview: index).string
    // Each command carries the text; a very long one would be sent several times whenever the cursor moves.
    guard text.utf8.count <= TextEncoder.longText else { return [] }
    func command(_ title: String, _ command: CommandHandler.Command, label: String? = nil) -> Command {
      let arguments = [document.uri, text, label].compactMap { $0.map(JSONValue.string) }
      return Command(title: title, command: command.rawValue, arguments: arguments)
    }
    var commands: [Command] = []
    let side = document.verdicts[index]?.reportedPolarity
    for (label, own) in [("positive", Settings.ReportedPolarity.positive), ("negative", .negative)] where side != own {
      commands.append(command("Mark as \(label)", .mark, label: label))
    }
    guard document.verdicts[index] != nil else { return commands }
    return commands + [
      command("Verify by leaving words out", .verify),
      command("What would change the label?", .counterfactual),
      command("Copy the explanation", .explanation),
    ]
  }
}

extension Document {
  /// A line that keeps a review from being read, put where it does that and nothing else; nil where there is no such place.
  fileprivate func directive(ignoring index: Int) -> WorkspaceEdit.TextEdit? {
    guard let format = source.format else { return nil }
    let mark =
      switch format {
      case .plaintext, .csv, .tsv: "# sentiment:ignore"
      case .jsonl, .json: "// sentiment:ignore"
      case .markdown: "<!-- sentiment:ignore -->"
      }
    let line = text.line(at: table.reviews[index].range.lowerBound)
    // In a table a record may begin lines above its text; above the review before, the line would be about that one.
    let before = index > 0 ? table.reviews[index - 1].range.upperBound : 0
    for start in (max(0, line - 50)...line).reversed().map({ text.lineStarts[$0] }) where start >= before {
      let directive = Array(mark.utf8) + text.lineEnd
      let edited = Array(text.bytes[..<start]) + directive + text.bytes[start...]
      let left = DocumentReviews(of: edited, format: format, settings.rules).reviews
      let expected = table.reviews.enumerated().filter { $0.offset != index }.map { offset, review in
        review.range.lowerBound + (offset > index ? directive.count : 0)
      }
      guard left.map(\.range.lowerBound) == expected else { continue }
      let place = text.position(of: start, in: encoding)
      return WorkspaceEdit.TextEdit(
        range: PositionRange(start: place, end: place), newText: String(decoding: directive, as: UTF8.self))
    }
    return nil
  }
}

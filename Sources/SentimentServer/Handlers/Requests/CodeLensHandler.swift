import JSON
import LanguageServerProtocol
import SentimentAnalysis

/// Responds to `textDocument/codeLens` with a summary above the first line.
enum CodeLensHandler: DocumentRequestHandler {
  static func respond(to request: CodeLensRequest, in snapshot: DocumentSnapshot) -> [CodeLens] {
    let document = snapshot.document
    guard !document.verdicts.isEmpty else { return [] }
    let start = Position(line: 0, character: 0)
    let command = Command(
      title: plainText(document.summary), command: WorkspaceCommand.summary.rawValue,
      arguments: [.string(document.uri)])
    return [CodeLens(range: PositionRange(start: start, end: start), command: command)]
  }
}

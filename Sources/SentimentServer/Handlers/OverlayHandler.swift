import JSON
import LanguageServerProtocol
import Reviews
import SentimentAnalysis

/// Answers with what is shown in a document without being there: `textDocument/inlayHint` with the label at the end of each
/// review, where the settings want it, and `textDocument/codeLens` with a summary above the first line.
enum OverlayHandler {
  static func hints(_ request: InlayHintRequest, in session: inout Session) -> Reply {
    let uri = ExactString(request.textDocument.uri)
    if session.documents[uri]?.settings.showsInlayHints == false { return .result([]) }
    return session.whenRead(uri) { document in
      let reviews = document.reviews(in: document.text.offsets(of: request.range, in: document.encoding))
      var counter = PositionCounter(document.text, document.encoding)
      return reviews.compactMap { index in
        document.verdicts[index].map { verdict in
          let end = document.table.reviews[index].range.upperBound
          counter.advance(to: end)
          return InlayHint(position: counter.position(of: end), label: plainText(verdict.heading))
        }
      }
    }
  }

  static func lenses(_ request: CodeLensRequest, in session: inout Session) -> Reply {
    session.whenRead(ExactString(request.textDocument.uri)) { document in
      guard !document.verdicts.isEmpty else { return [CodeLens]() }
      let start = Position(line: 0, character: 0)
      let command = Command(
        title: plainText(document.summary), command: CommandHandler.Command.summary.rawValue,
        arguments: [.string(document.uri)])
      return [CodeLens(range: PositionRange(start: start, end: start), command: command)]
    }
  }
}

extension Document {
  /// `12 reviews: 7 negative (58%), 4 positive (33%), 1 uncertain (8%)`
  var summary: String {
    let unread = verdicts.unreadCount
    let read = max(1, verdicts.count - unread)
    let parts = verdicts.counts.map {
      "\($0.count) \($0.label.excerpt()) (\(Int((Double($0.count) / Double(read) * 100).rounded()))%)"
    }
    return [verdicts.title, (parts + (unread > 0 ? ["\(unread) not read"] : [])).joined(separator: ", ")]
      .filter { !$0.isEmpty }.joined(separator: ": ")
  }
}

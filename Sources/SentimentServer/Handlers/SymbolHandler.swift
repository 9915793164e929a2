import Files
import JSON
import LanguageServerProtocol
import Reviews
import SentimentAnalysis

/// Answers `textDocument/documentSymbol` with the reviews of a document, below their headings, and `workspace/symbol` with those
/// of all open documents: without a query the negative ones, else those whose label or text has it.
enum SymbolHandler {
  static func outline(_ request: DocumentSymbolRequest, in session: inout Session) throws -> Reply {
    let isTree = session.client.textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport == true
    return session.whenRead(ExactString(request.textDocument.uri)) { document in
      if isTree { return try JSONValue(encoding: symbols(of: document)) }
      var counter = PositionCounter(document.text, document.encoding)
      return try JSONValue(
        encoding: document.verdicts.indices.map { symbol($0, of: document, &counter, container: nil) })
    }
  }

  private static let mostSymbols = 2000

  static func search(_ request: WorkspaceSymbolRequest, in session: inout Session) throws -> Reply {
    for uri in session.order where !session.isSettled(uri) { return .wait(uri) }
    let documents = session.order.reversed().compactMap { session.documents[$0] }.filter(\.isRead)
    let query = request.query.lowercased()
    return .made {
      var found: [SymbolInformation] = []
      for document in documents {
        let container = document.path?.lastComponent?.string
        var counter = PositionCounter(document.text, document.encoding)
        for (index, verdict) in document.verdicts.enumerated() where found.count < mostSymbols {
          guard let verdict else { continue }
          let matches =
            query.isEmpty
            ? verdict.reportedPolarity == .negative
            : "\(verdict.heading) \(document.text(ofReview: index).string)".lowercased().contains(query)
          if matches { found.append(symbol(index, of: document, &counter, container: container)) }
        }
      }
      return try JSONValue(encoding: found)
    }
  }

  private static func symbol(
    _ index: Int, of document: Document, _ counter: inout PositionCounter, container: String?
  ) -> SymbolInformation {
    let range = document.table.reviews[index].range
    counter.advance(to: range.lowerBound)
    return SymbolInformation(
      name: document.name(ofReview: index), kind: .string,
      location: Location(uri: document.uri, range: counter.range(of: range)), containerName: container)
  }

  /// A heading reaches to the end of its last review, and is a part of the heading whose reviews hold its own.
  private static func symbols(of document: Document) -> [DocumentSymbol] {
    var counter = PositionCounter(document.text, document.encoding)
    let (headings, reviews) = (document.table.found.headings, document.table.reviews)
    var next = 0
    func parts(upTo end: Int, from start: Int) -> [DocumentSymbol] {
      var (symbols, index): ([DocumentSymbol], Int) = ([], start)
      while index < end {
        while next < headings.count, headings[next].reviews.isEmpty || headings[next].reviews.lowerBound < index {
          next += 1
        }
        if next < headings.count, headings[next].reviews.lowerBound == index, headings[next].reviews.upperBound <= end {
          let heading = headings[next]
          next += 1
          counter.advance(to: heading.range.lowerBound)
          let range = counter.range(of: heading.range)
          let children = parts(upTo: heading.reviews.upperBound, from: index)
          let whole = PositionRange(start: range.start, end: children.last?.range.end ?? range.end)
          let title = String(decoding: document.text.bytes[heading.range], as: UTF8.self).excerpt()
          symbols.append(
            DocumentSymbol(name: title, kind: .namespace, range: whole, selectionRange: range, children: children))
          index = heading.reviews.upperBound
        } else {
          counter.advance(to: reviews[index].range.lowerBound)
          let range = counter.range(of: reviews[index].range)
          symbols.append(
            DocumentSymbol(name: document.name(ofReview: index), kind: .string, range: range, selectionRange: range))
          index += 1
        }
      }
      return symbols
    }
    return parts(upTo: reviews.count, from: 0)
  }
}

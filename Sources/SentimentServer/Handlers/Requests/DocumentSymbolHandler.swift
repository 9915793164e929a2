import JSON
import LanguageServerProtocol
import Reviews
import SentimentAnalysis

/// Responds to `textDocument/documentSymbol` with the reviews of a document, below their headings.
enum DocumentSymbolHandler: DocumentRequestHandler {
  static func respond(to request: DocumentSymbolRequest, in snapshot: DocumentSnapshot) throws -> JSONValue {
    let document = snapshot.document
    guard snapshot.client.textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport != true else {
      return try JSONValue(encoding: symbols(of: document))
    }
    var counter = PositionCounter(document.text, document.encoding)
    return try JSONValue(
      encoding: document.verdicts.indices.map { SymbolInformation($0, of: document, &counter, container: nil) })
  }

  /// A heading reaches to the end of its last review, and is a part of the heading whose reviews include its own.
  private static func symbols(of document: Document) -> [DocumentSymbol] {
    var counter = PositionCounter(document.text, document.encoding)
    let (headings, reviews) = (document.table.found.headings, document.table.reviews)
    var next = 0
    func symbols(upTo end: Int, from start: Int) -> [DocumentSymbol] {
      var (result, index): ([DocumentSymbol], Int) = ([], start)
      while index < end {
        while next < headings.count, headings[next].reviews.isEmpty || headings[next].reviews.lowerBound < index {
          next += 1
        }
        if next < headings.count, headings[next].reviews.lowerBound == index, headings[next].reviews.upperBound <= end {
          let heading = headings[next]
          next += 1
          counter.advance(to: heading.range.lowerBound)
          let range = counter.range(of: heading.range)
          let children = symbols(upTo: heading.reviews.upperBound, from: index)
          let whole = PositionRange(start: range.start, end: children.last?.range.end ?? range.end)
          let title = String(decoding: document.text.bytes[heading.range], as: UTF8.self).excerpt()
          result.append(
            DocumentSymbol(name: title, kind: .namespace, range: whole, selectionRange: range, children: children))
          index = heading.reviews.upperBound
        } else {
          counter.advance(to: reviews[index].range.lowerBound)
          let range = counter.range(of: reviews[index].range)
          result.append(
            DocumentSymbol(name: document.name(ofReview: index), kind: .string, range: range, selectionRange: range))
          index += 1
        }
      }
      return result
    }
    return symbols(upTo: reviews.count, from: 0)
  }
}

extension SymbolInformation {
  /// The symbol of a review. The counter is advanced to it.
  init(_ index: Int, of document: Document, _ counter: inout PositionCounter, container: String?) {
    let range = document.table.reviews[index].range
    counter.advance(to: range.lowerBound)
    self.init(
      name: document.name(ofReview: index), kind: .string,
      location: Location(uri: document.uri, range: counter.range(of: range)), containerName: container)
  }
}

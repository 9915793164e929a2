import LanguageServerProtocol
import SentimentAnalysis

/// One state of a document. A copy is a snapshot: nothing that happens later changes it.
struct Document: Sendable {
  /// The client's name for the document, to be repeated byte for byte.
  let uri: String
  let languageID: String
  /// The unit of the client's positions.
  let encoding: PositionEncoding
  var version: Int
  var text: DocumentText
  /// False after a change that could not be read: the text is no longer the client's.
  var isSynchronized = true
  /// What the model last said of the reviews, so that an edit of a document of any size re-reads only what it touched.
  var results: [ExactString: Classification] = [:]

  init(_ item: TextDocumentItem, encoding: PositionEncoding) {
    uri = item.uri
    languageID = item.languageId
    self.encoding = encoding
    version = item.version
    text = DocumentText(item.text)
  }

  /// Whether the document is of a kind that holds reviews, and its text is known.
  var isAnalyzed: Bool { isSynchronized && ["plaintext", "text"].contains(languageID) }

  /// Found when first asked for after a change.
  private var found: [Review]?

  mutating func reviews() -> [Review] {
    guard isAnalyzed else { return [] }
    let reviews = found ?? Review.find(inPlainText: text.string)
    found = reviews
    return reviews
  }

  /// The review at a position, its end included, so that it is found with the cursor behind its last letter.
  mutating func review(at position: Position) -> Review? {
    let offset = text.offset(of: position, in: encoding)
    let reviews = reviews()
    var low = 0
    var high = reviews.count
    // Invariant: reviews before `low` end before the offset, those from `high` on do not.
    while low < high {
      let middle = (low + high) / 2
      if reviews[middle].range.upperBound < offset { low = middle + 1 } else { high = middle }
    }
    return low < reviews.count && reviews[low].range.lowerBound <= offset ? reviews[low] : nil
  }

  func range(of review: Review) -> PositionRange { text.range(of: review.range, in: encoding) }

  /// Applies edits in order, each to the result of the one before it. Where the text is not known, only one that replaces
  /// it whole makes sense.
  mutating func apply(_ changes: [TextDocumentContentChange]) {
    found = nil
    for change in changes {
      if let range = change.range {
        guard isSynchronized else { continue }
        text.replace(text.offsets(of: range, in: encoding), with: change.text)
      } else {
        text = DocumentText(change.text)
        isSynchronized = true
      }
    }
  }
}

import JSON
import LanguageServerProtocol
import Reviews
import SentimentAnalysis
import Synchronization

/// The key phrases of a document as semantic tokens (LSP 3.17, section "Semantic Tokens").
struct SemanticTokenList {
  /// One token type; the modifier is the polarity of a phrase.
  static let legend: JSONValue = ["tokenTypes": ["keyPhrase"], "tokenModifiers": ["negative", "positive"]]

  /// Five numbers a token.
  private(set) var data: [Int] = []

  /// The tokens of reviews, in the document's order. A phrase that spans several lines has a token in each.
  init(_ document: Document, reviews: Range<Int>) {
    var counter = PositionCounter(document.text, document.encoding)
    var last = Position(line: 0, character: 0)
    var end = 0
    for index in reviews {
      let phrases = document.phrases(ofReview: index)
      guard !phrases.isEmpty else { continue }
      counter.advance(to: document.table.reviews[index].range.lowerBound)
      for phrase in phrases where phrase.range.lowerBound >= end {
        end = phrase.range.upperBound
        for range in document.text.lines(of: phrase.range).map(counter.range) {
          let isOnLine = range.start.line == last.line
          data += [
            range.start.line - last.line, range.start.character - (isOnLine ? last.character : 0),
            range.end.character - range.start.character, 0, phrase.side.modifiers,
          ]
          last = range.start
        }
      }
    }
  }

  /// The edits that turn the previous data into this: one, between the common start and the common end.
  func edits(from old: [Int]) -> [SemanticTokensDelta.Edit] {
    let (removed, inserted) = old.changedRanges(to: data)
    guard !removed.isEmpty || !inserted.isEmpty else { return [] }
    return [
      SemanticTokensDelta.Edit(start: removed.lowerBound, deleteCount: removed.count, data: Array(data[inserted]))
    ]
  }
}

/// The last response with all tokens of a document, against which deltas are computed.
final class LastSemanticTokens: Sendable {
  private let last = Mutex<(id: Int, data: [Int])>((0, []))

  /// Replaces the data.
  ///
  /// - Returns: the result's id, and the id and data of the previous result.
  func replace(by data: [Int]) -> (id: String, previous: (id: String, data: [Int])) {
    last.withLock { last in
      let previous = last
      last = (previous.id + 1, data)
      return (String(last.id), (String(previous.id), previous.data))
    }
  }
}

extension Polarity {
  /// The bits of the token modifiers in the legend.
  fileprivate var modifiers: Int {
    switch self {
    case .negative: 1
    case .positive: 2
    case .neutral, .mixed, .unknown: 0
    }
  }
}

extension DocumentText {
  /// The parts of a range in each line that it touches, without line ends.
  func lines(of range: Range<Int>) -> [Range<Int>] {
    guard !range.isEmpty else { return [] }
    return (line(at: range.lowerBound)...line(at: range.upperBound - 1)).compactMap { line in
      let part = content(ofLine: line).clamped(to: range)
      return part.isEmpty ? nil : part
    }
  }
}

import JSON
import LanguageServerProtocol
import Reviews
import SentimentAnalysis
import Synchronization

/// The key phrases of a document as semantic tokens (LSP 3.17, section "Semantic Tokens").
struct SemanticTokenList {
  /// One type; a modifier says the side that a phrase speaks for, where it speaks for one.
  static let legend: JSONValue = ["tokenTypes": ["keyPhrase"], "tokenModifiers": ["negative", "positive"]]

  /// Five numbers a token.
  private(set) var data: [Int] = []

  /// The tokens of these reviews, in the document's order. A phrase that spans several lines is a token in each.
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

  /// The change from other numbers to these: what lies between a common start and a common end.
  func edits(from old: [Int]) -> [SemanticTokensDelta.Edit] {
    let (removed, inserted) = old.changedRanges(to: data)
    guard !removed.isEmpty || !inserted.isEmpty else { return [] }
    return [
      SemanticTokensDelta.Edit(start: removed.lowerBound, deleteCount: removed.count, data: Array(data[inserted]))
    ]
  }
}

/// The last answer with all tokens of a document, which changes are told against.
final class LastSemanticTokens: Sendable {
  private let last = Mutex<(id: Int, data: [Int])>((0, []))

  /// Keeps these numbers in the place of those before.
  ///
  /// - Returns: the name of the answer with these, and that of the one before with its numbers.
  func replace(by data: [Int]) -> (id: String, before: (id: String, data: [Int])) {
    last.withLock { last in
      let before = last
      last = (before.id + 1, data)
      return (String(last.id), (String(before.id), before.data))
    }
  }
}

extension Polarity {
  /// Bits, by the legend.
  fileprivate var modifiers: Int {
    switch self {
    case .negative: 1
    case .positive: 2
    case .neutral, .unknown: 0
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

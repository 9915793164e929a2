import JSON
import LanguageServerProtocol
import Reviews
import SentimentAnalysis

/// The remarks on a document as JSON text.
///
/// A document of a thousand reviews has half a megabyte of them, and an edit has all of them sent again. So what an edit did
/// not touch is rendered while the document rests, before it is read; what is read then needs little more.
struct RenderedDiagnostics: Sendable {
  /// No remarks.
  static let none = Array("[]".utf8)

  /// An array of `Diagnostic`.
  let text: [UInt8]
  private let edition: Int
  /// Where the remark on each review stands in the text.
  private let pieces: [Int: Range<Int>]

  /// The remarks on all reviews that are worth one.
  ///
  /// - Parameters:
  ///   - related: whether each points at the phrases that decided.
  ///   - before: those of the same edition that are rendered already, with the same `related`.
  init(_ document: Document, withRelated related: Bool, reusing before: RenderedDiagnostics? = nil) {
    edition = document.table.edition
    let before = before?.edition == edition ? before : nil
    let settings = document.settings
    var counter = PositionCounter(document.text, document.encoding)
    var (text, pieces): ([UInt8], [Int: Range<Int>]) = ([UInt8(ascii: "[")], [:])
    for (index, verdict) in document.verdicts.enumerated() where pieces.count < settings.maximumFindings {
      guard let verdict, let severity = settings.severity(of: verdict) else { continue }
      if !pieces.isEmpty { text.append(UInt8(ascii: ",")) }
      let start = text.count
      if let before, let range = before.pieces[index] {
        text += before.text[range]
      } else {
        counter.advance(to: document.table.reviews[index].range.lowerBound)
        text += document.diagnostic(on: index, verdict, severity, related: related, counter).text
      }
      pieces[index] = start..<text.count
    }
    text.append(UInt8(ascii: "]"))
    (self.text, self.pieces) = (text, pieces)
  }
}

extension Document {
  /// The remark on a review, from whose start the counter counts.
  fileprivate func diagnostic(
    on index: Int, _ verdict: Verdict, _ severity: Severity, related: Bool, _ counter: PositionCounter
  ) -> Diagnostic {
    let text = text(ofReview: index)
    var diagnostic = Diagnostic(
      range: counter.range(of: table.reviews[index].range), severity: severity.diagnosticSeverity,
      code: verdict.isUncertain ? "uncertain" : verdict.label.excerpt(), message: verdict.message(text.string),
      data: [
        "label": .string(verdict.label), "polarity": .string(verdict.polarity.rawValue),
        "confidence": verdict.confidence.map { .double(Double($0)) } ?? .null,
      ])
    guard related else { return diagnostic }
    diagnostic.relatedInformation = verdict.relatedPhrases.map { phrase in
      Diagnostic.RelatedInformation(
        location: Location(uri: uri, range: counter.range(of: text.documentRange(of: phrase.range))),
        message: "\(signed(phrase.weight)) \(text.string[utf8: phrase.range].excerpt())")
    }
    return diagnostic
  }
}

extension Severity {
  fileprivate var diagnosticSeverity: Diagnostic.Severity {
    switch self {
    case .error: .error
    case .warning: .warning
    case .information: .information
    case .hint: .hint
    }
  }
}

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

  /// The diagnostics of findings.
  ///
  /// - Parameters:
  ///   - related: whether each points at the phrases that decided.
  ///   - before: those of the same edition that are rendered already, with the same `related`.
  init(
    _ findings: some Sequence<Finding>, in place: DocumentPlace, atMost most: Int, edition: Int = 0,
    withRelated related: Bool, reusing before: RenderedDiagnostics? = nil
  ) {
    let before = before?.edition == edition ? before : nil
    var counter = PositionCounter(place.text, place.encoding)
    var (text, pieces): ([UInt8], [Int: Range<Int>]) = ([UInt8(ascii: "[")], [:])
    for finding in findings {
      guard pieces.count < most else { break }
      if !pieces.isEmpty { text.append(UInt8(ascii: ",")) }
      let start = text.count
      if let before, let range = before.pieces[finding.index] {
        text += before.text[range]
      } else {
        counter.advance(to: finding.review.range.lowerBound)
        text += finding.diagnostic(uri: place.uri, related: related, counter).text
      }
      pieces[finding.index] = start..<text.count
    }
    text.append(UInt8(ascii: "]"))
    (self.text, self.edition, self.pieces) = (text, edition, pieces)
  }

  /// The diagnostics of the findings that `document` has so far.
  init(_ document: Document, withRelated related: Bool, reusing before: RenderedDiagnostics? = nil) {
    self.init(
      document.findings,
      in: DocumentPlace(uri: document.uri, text: document.text, encoding: document.encoding),
      atMost: document.settings.maximumFindings, edition: document.foundEdition, withRelated: related, reusing: before)
  }

  /// Where findings are shown.
  struct DocumentPlace {
    var uri: String
    var text: DocumentText
    var encoding: PositionEncoding
  }
}

extension Finding {
  /// The finding as the protocol has it; the counter stands at its start.
  fileprivate func diagnostic(uri: String, related: Bool, _ counter: PositionCounter) -> Diagnostic {
    let text = text
    var diagnostic = Diagnostic(
      range: counter.range(of: review.range), severity: severity.diagnosticSeverity,
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

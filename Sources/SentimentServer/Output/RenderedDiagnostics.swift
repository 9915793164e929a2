import JSON
import LanguageServerProtocol
import Reviews
import SentimentAnalysis

/// The diagnostics of a document as JSON text.
///
/// A thousand reviews have half a megabyte of diagnostics, and each edit has all of them sent again. So the diagnostics of known
/// reviews are rendered while the document rests; those of the edited review are added once it is read.
struct RenderedDiagnostics: Sendable {
  /// No diagnostics.
  static let none = Array("[]".utf8)

  /// An array of `Diagnostic`.
  let text: [UInt8]
  private let edition: Int
  /// The place of each review's diagnostic in the text.
  private let pieces: [Int: Range<Int>]

  /// The diagnostics of findings.
  ///
  /// - Parameters:
  ///   - related: whether each diagnostic points at the key phrases.
  ///   - previous: diagnostics rendered with the same `related`; used if they are of the same edition.
  init(
    _ findings: some Sequence<Finding>, in place: DocumentPlace, limit: Int, edition: Int = 0,
    withRelated related: Bool, reusing previous: RenderedDiagnostics? = nil
  ) {
    let previous = previous?.edition == edition ? previous : nil
    var counter = PositionCounter(place.text, place.encoding)
    var (text, pieces): ([UInt8], [Int: Range<Int>]) = ([UInt8(ascii: "[")], [:])
    for finding in findings {
      guard pieces.count < limit else { break }
      if !pieces.isEmpty { text.append(UInt8(ascii: ",")) }
      let start = text.count
      if let previous, let range = previous.pieces[finding.index] {
        text += previous.text[range]
      } else {
        counter.advance(to: finding.review.range.lowerBound)
        text += finding.diagnostic(uri: place.uri, related: related, counter).text
      }
      pieces[finding.index] = start..<text.count
    }
    text.append(UInt8(ascii: "]"))
    (self.text, self.edition, self.pieces) = (text, edition, pieces)
  }

  /// The diagnostics of a document's findings so far.
  init(_ document: Document, withRelated related: Bool, reusing previous: RenderedDiagnostics? = nil) {
    self.init(
      document.findings,
      in: DocumentPlace(uri: document.uri, text: document.text, encoding: document.encoding),
      limit: document.settings.maximumFindings, edition: document.foundEdition, withRelated: related, reusing: previous)
  }

  /// The document that findings belong to.
  struct DocumentPlace {
    var uri: String
    var text: DocumentText
    var encoding: PositionEncoding
  }
}

extension Finding {
  /// The diagnostic of a finding.
  ///
  /// - Parameter counter: advanced to the start of the review.
  fileprivate func diagnostic(uri: String, related: Bool, _ counter: PositionCounter) -> Diagnostic {
    let text = text
    var data: JSONObject = [
      "label": .string(verdict.label), "polarity": .string(verdict.polarity.rawValue),
      "confidence": verdict.confidence.map { .double(Double($0)) } ?? .null,
    ]
    if verdict.isMixed { data["mixed"] = true }
    var diagnostic = Diagnostic(
      range: counter.range(of: review.range), severity: severity.diagnosticSeverity,
      code: verdict.countedLabel.excerpt(), message: verdict.message(text.string),
      data: .object(data))
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

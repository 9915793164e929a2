import Reviews
import Testing

/// The texts of the reviews found in a document, whose ranges must be in order, within it, apart and on whole scalars.
func foundReviews(
  in document: String, _ format: DocumentFormat, _ rules: ReadingRules = ReadingRules(),
  sourceLocation: SourceLocation = #_sourceLocation
) -> [String] {
  let bytes = Array(document.utf8)
  let found = DocumentReviews(of: bytes, format: format, rules)
  #expect(brokenRule(of: found, in: bytes) == nil, "\(document.debugDescription)", sourceLocation: sourceLocation)
  return found.reviews.map { $0.text(in: bytes).string }
}

/// What is wrong with the reviews found in a document; nil where nothing is.
func brokenRule(of found: DocumentReviews, in bytes: [UInt8]) -> String? {
  func isBoundary(_ offset: Int) -> Bool { offset == bytes.count || bytes[offset] & 0xC0 != 0x80 }
  var end = 0
  for review in found.reviews {
    guard review.range.lowerBound >= end, !review.range.isEmpty, review.range.upperBound <= bytes.count else {
      return "\(review.range) begins before \(end), is empty or ends behind \(bytes.count)"
    }
    end = review.range.upperBound
    guard isBoundary(review.range.lowerBound), isBoundary(end) else { return "\(review.range) cuts a scalar" }
    let text = review.text(in: bytes)
    let count = text.string.utf8.count
    guard text.documentRange(of: 0..<count) == review.range else {
      return "\(review.range) is said to be \(text.documentRange(of: 0..<count))"
    }
    if review.notation == .verbatim, !text.string.utf8.elementsEqual(bytes[review.range]) {
      return "\(review.range) reads otherwise than it stands there"
    }
  }
  for heading in found.headings {
    guard heading.range.upperBound <= bytes.count, heading.reviews.upperBound <= found.reviews.count else {
      return "the heading \(heading) ends behind the document"
    }
  }
  return nil
}

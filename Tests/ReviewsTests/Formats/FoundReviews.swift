import Reviews
import Testing

/// The texts of the reviews of a document. Their ranges must be in order, in bounds, disjoint and at scalar boundaries.
func foundReviews(
  in document: String, _ format: DocumentFormat, _ rules: ReviewRules = ReviewRules(),
  sourceLocation: SourceLocation = #_sourceLocation
) -> [String] {
  let bytes = Array(document.utf8)
  let found = DocumentReviews(of: bytes, format: format, rules)
  #expect(violation(of: found, in: bytes) == nil, "\(document.debugDescription)", sourceLocation: sourceLocation)
  return found.reviews.map { $0.text(in: bytes).string }
}

/// The first violation of these invariants; nil if there is none.
func violation(of found: DocumentReviews, in bytes: [UInt8]) -> String? {
  func isBoundary(_ offset: Int) -> Bool { offset == bytes.count || bytes[offset] & 0xC0 != 0x80 }
  var end = 0
  for review in found.reviews {
    guard review.range.lowerBound >= end, !review.range.isEmpty, review.range.upperBound <= bytes.count else {
      return "\(review.range) begins before \(end), is empty or ends after \(bytes.count)"
    }
    end = review.range.upperBound
    guard isBoundary(review.range.lowerBound), isBoundary(end) else { return "\(review.range) cuts a scalar" }
    let text = review.text(in: bytes)
    let count = text.string.utf8.count
    guard text.documentRange(of: 0..<count) == review.range else {
      return "\(review.range) maps to \(text.documentRange(of: 0..<count))"
    }
    if review.notation == .verbatim, !text.string.utf8.elementsEqual(bytes[review.range]) {
      return "\(review.range) is verbatim, but its text differs from the document"
    }
  }
  for heading in found.headings {
    guard heading.range.upperBound <= bytes.count, heading.reviews.upperBound <= found.reviews.count else {
      return "the heading \(heading) ends after the document"
    }
  }
  return nil
}

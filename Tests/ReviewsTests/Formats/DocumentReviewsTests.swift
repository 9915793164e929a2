import Reviews
import TestSupport
import Testing

struct DocumentReviewsTests {
  private func check(
    _ document: String, _ format: DocumentFormat, _ expected: [String],
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let found = foundReviews(in: document, format, sourceLocation: sourceLocation)
    let isSame = found.elementsEqual(expected) { $0.utf8.elementsEqual($1.utf8) }
    let first = zip(found, expected).first { !$0.utf8.elementsEqual($1.utf8) }
    #expect(isSame, "\(found.count) of \(expected.count); \(String(describing: first))", sourceLocation: sourceLocation)
    let problems = DocumentReviews(of: Array(document.utf8), format: format).problems
    #expect(problems.isEmpty, sourceLocation: sourceLocation)
  }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func findsExactlyTheReviews(_ lineBreak: String) {
    let lines = SampleDocuments(count: 1000, seed: 1, isOnOneLine: true, lineBreak: lineBreak)
    check(lines.text, .plaintext, lines.reviews)
    check("\u{FEFF}" + lines.text, .plaintext, lines.reviews)
    check(lines.markdown, .markdown, lines.reviews)
    let all = SampleDocuments(count: 1000, seed: 2, isOnOneLine: false, lineBreak: lineBreak)
    #expect(all.reviews.contains { $0.contains(lineBreak) })
    for separator in [",", ";", "\t"] { check(all.table(separator: separator), .csv, all.reviews) }
    check(all.table(separator: "\t"), .tsv, all.reviews)
    check(all.objectLines, .jsonl, all.reviews)
    check(all.objects, .json, all.reviews)
  }

  @Test func detectsTheFormatsOfSamples() {
    let samples = SampleDocuments(count: 50, seed: 3, isOnOneLine: false)
    for (document, format) in [
      (samples.table(separator: ","), .csv), (samples.table(separator: "\t"), .tsv),
      (samples.table(separator: ";"), .csv),
      (samples.objectLines, .jsonl), (samples.objects, .json),
      (SampleDocuments(count: 50, seed: 3, isOnOneLine: true).text, .plaintext),
    ] as [(String, DocumentFormat)] {
      #expect(DocumentFormat(languageID: "plaintext", path: nil, content: document.utf8) == format)
    }
  }

  /// Characters with a meaning in some format.
  private static let significant = Array(
    "\"\"\"\\\\,;\t\n\r{}[]:#/*<>-_`~|!()u0d89 sentiment:ignore 好😀\u{FEFF}\u{3000}=+.1x".unicodeScalars)

  @Test(arguments: DocumentFormat.allCases)
  func survivesRandomEdits(_ format: DocumentFormat) {
    var random = SeededGenerator(seed: 11)
    let samples = SampleDocuments(count: 12, seed: 5, isOnOneLine: false)
    let documents = [
      samples.text, samples.table(separator: ","), samples.objectLines, samples.objects, samples.markdown,
      "# sentiment:ignore\n---\na: b\n---\n[x]: y\n| a | b |\n|---|---|\n| *c* `d` | e |\n```\n<!-- f -->\n1. [g](h)\n",
    ].map { Array($0.unicodeScalars) }
    for round in 0..<3600 {
      var scalars = documents[round % documents.count]
      for _ in 0..<Int.random(in: 1...8, using: &random) {
        let place = Int.random(in: 0...scalars.count, using: &random)
        let end = min(scalars.count, place + Int.random(in: 0...20, using: &random))
        switch Int.random(in: 0..<4, using: &random) {
        case 0: scalars.removeSubrange(place..<end)
        case 1: scalars.insert(contentsOf: scalars[place..<end], at: place)
        case 2: scalars.removeSubrange(place...)
        default:
          let count = Int.random(in: 1...4, using: &random)
          scalars.insert(
            contentsOf: (0..<count).map { _ in
              Self.significant[Int.random(in: 0..<Self.significant.count, using: &random)]
            },
            at: place)
        }
      }
      let bytes = Array(String(String.UnicodeScalarView(scalars)).utf8)
      let violation = violation(of: DocumentReviews(of: bytes, format: format), in: bytes)
      #expect(violation == nil, "\(format), round \(round)")
      _ = DocumentFormat(languageID: nil, path: nil, content: bytes)
    }
  }

  @Test(arguments: DocumentFormat.allCases)
  func survivesRandomBytes(_ format: DocumentFormat) {
    var random = SeededGenerator(seed: 13)
    let document = Array(SampleDocuments(count: 4, seed: 6, isOnOneLine: false).table(separator: ",").utf8)
    for _ in 0..<500 {
      var bytes = document
      for _ in 0..<20 {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      for review in DocumentReviews(of: bytes, format: format).reviews {
        let text = review.text(in: bytes)
        #expect(text.documentRange(of: 0..<text.string.utf8.count).upperBound <= bytes.count)
      }
    }
  }
}

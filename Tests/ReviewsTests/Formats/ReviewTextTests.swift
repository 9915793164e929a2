import Foundation
import Reviews
import Testing

struct ReviewTextTests {
  /// Checks that each part of the decoded text maps to the given source in the document.
  private func check(
    _ document: String, _ format: DocumentFormat, _ parts: [(decoded: String, source: String)],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let bytes = Array(document.utf8)
    let review = try #require(DocumentReviews(of: bytes, format: format).reviews.first, sourceLocation: sourceLocation)
    let text = review.text(in: bytes)
    for part in parts {
      let range = try #require(text.string.range(of: part.decoded), sourceLocation: sourceLocation)
      let start = text.string.utf8.distance(from: text.string.startIndex, to: range.lowerBound)
      let found = text.documentRange(of: start..<start + part.decoded.utf8.count)
      #expect(String(decoding: bytes[found], as: UTF8.self) == part.source, sourceLocation: sourceLocation)
    }
  }

  @Test func mapsPartsToTheDocument() throws {
    try check("\n  Good 😀 film.\n", .plaintext, [("Good", "Good"), ("😀", "😀"), ("film.", "film.")])
    try check(
      "text\n\"A \"\"good\"\" film.\"\n", .csv,
      [("good", "good"), ("\"good\"", "\"\"good\"\""), ("film", "film")])
    try check(
      #"{"text":"Caf\u00e9\n\ud83d\ude00 x \"so\" good"}"#, .json,
      [
        ("é", #"\u00e9"#), ("Café", #"Caf\u00e9"#), ("\n", #"\n"#),
        ("😀", #"\ud83d\ude00"#), ("so", "so"), ("\"", #"\""#),
      ])
    try check(
      "A *very* [good film](x \"t\") of\n  ours.", .markdown,
      [("very", "very"), ("good film of", "good film](x \"t\") of"), ("of\nours", "of\n  ours")])
  }

  @Test func clampsOffsetsOutsideTheText() throws {
    let bytes = Array(#"{"text":"\nA \u00e9clair"}"#.utf8)
    let text = try #require(DocumentReviews(of: bytes, format: .json).reviews.first).text(in: bytes)
    #expect(text.string == "A éclair")
    #expect(text.documentRange(of: -5..<99) == 11..<24)
    #expect(text.documentRange(of: 2..<2) == 13..<13 && text.documentRange(of: 9..<9) == 24..<24)
    #expect(text.documentRange(of: 3..<4) == 13..<19)  // half a scalar maps to the whole escape
    #expect(Review(range: 5..<90).text(in: Array("Too short".utf8)).string == "hort")
    #expect(Review(range: 50..<90, notation: .jsonEscapes).text(in: []).string.isEmpty)
    #expect(Review(range: 0..<3, notation: .pieces([])).text(in: bytes).documentRange(of: 0..<4) == 0..<3)
  }
}

import Reviews

/// The edges of a text's characters (extended grapheme clusters), by the number of Unicode scalars before them.
///
/// A span must begin and end at edges: half an emoji sequence, a letter without its accent, or the LF of a CR LF is
/// neither shown nor tokenized by itself.
struct CharacterEdges {
  private let text: String
  /// The UTF-8 offset of each scalar and of the end.
  private var offsets: [Int] = []
  /// For each scalar, the first scalar of its character; for the end, the end.
  private var starts: [Int] = []
  /// Whether the character of each scalar is white space.
  private var isSpace: [Bool] = []

  init(_ text: String) {
    self.text = text
    var offset = 0
    for character in text {
      let start = starts.count
      let isSpace = character.unicodeScalars.allSatisfy(\.properties.isWhitespace)
      for scalar in character.unicodeScalars {
        offsets.append(offset)
        starts.append(start)
        self.isSpace.append(isSpace)
        offset += UTF8.width(scalar)
      }
    }
    offsets.append(offset)
    starts.append(starts.count)
  }

  /// The number of Unicode scalars.
  var count: Int { isSpace.count }

  /// The span without white space at its ends, in Unicode scalars.
  ///
  /// - Throws: `RowProblem` if the span is not in the text, begins or ends inside a character, or is only white space.
  func range(of span: SpanAnnotation) throws(RowProblem) -> Range<Int> {
    guard span.start < span.end else {
      throw problem("the end of the span [\(span.start), \(span.end)] is not greater than its start")
    }
    guard span.start >= 0, span.end <= count else {
      throw problem("the span [\(span.start), \(span.end)] is not in the text, which has \(count) Unicode scalars")
    }
    for (edge, verb) in [(span.start, "begins"), (span.end, "ends")] where starts[edge] != edge {
      throw problem("the span \(quoted(span.start..<span.end)) \(verb) inside the character \(character(at: edge))")
    }
    var (start, end) = (span.start, span.end)
    while start < end, isSpace[start] { start += 1 }
    while end > start, isSpace[end - 1] { end -= 1 }
    guard start < end else { throw problem("the span [\(span.start), \(span.end)] is only white space") }
    return start..<end
  }

  /// The UTF-8 offsets of a range of Unicode scalars in the text.
  func utf8(_ range: Range<Int>) -> Range<Int> { offsets[range.lowerBound]..<offsets[range.upperBound] }

  /// The text of a range of Unicode scalars, in quotes, for messages.
  func quoted(_ range: Range<Int>) -> String { "\"\(text[utf8: utf8(range)].excerpt(40))\"" }

  /// `"é" (U+0065 U+0301)`; white space without quotes.
  private func character(at edge: Int) -> String {
    let start = starts[edge]
    let end = starts[edge...].first { $0 != start } ?? count
    let scalars = text[utf8: utf8(start..<end)].unicodeScalars
    let codes = scalars.prefix(8).map { scalar in
      let digits = String(scalar.value, radix: 16, uppercase: true)
      return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
    let list = codes.joined(separator: " ") + (scalars.count > codes.count ? " …" : "")
    return isSpace[start] ? list : "\(quoted(start..<end)) (\(list))"
  }

  private func problem(_ sentence: String) -> RowProblem { RowProblem(kind: .span, sentence: sentence) }
}

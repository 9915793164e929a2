import Files
import Reviews

extension SpanRows {
  /// The tokens and tags of a text, or the first problem in its lines.
  private struct Sentence {
    var line: Int
    var tokens: [String] = []
    var tags: [String] = []
    var problem: (problem: RowProblem, line: Int)?
  }

  /// Reads CoNLL: a token and its tag a line, in the first and the last column, and an empty line after each sentence.
  ///
  /// Columns are separated by tabs or, if the file has none, by spaces. Lines that begin with `-DOCSTART-` and comments
  /// (`# id = 7`) are skipped.
  mutating func readTokens(_ text: DecodedText) {
    let bytes = text.bytes
    let hasTabs = bytes.contains(0x09)
    var sentence: Sentence?
    for (index, range) in Lines(bytes).enumerated() {
      let line = bytes[range]
      if line.allSatisfy({ $0 <= 0x20 }) || line.starts(with: "-DOCSTART-".utf8) {
        finish(&sentence)
        continue
      }
      do throws(RowProblem) {
        guard let (token, tag) = try Self.tokenAndTag(line, hasTabs: hasTabs, text) else { continue }
        var current = sentence ?? Sentence(line: index + 1)
        current.tokens.append(token)
        current.tags.append(tag)
        sentence = current
      } catch {
        var current = sentence ?? Sentence(line: index + 1)
        current.problem = current.problem ?? (error, index + 1)
        sentence = current
      }
    }
    finish(&sentence)
  }

  /// Nil for a comment.
  private static func tokenAndTag(
    _ line: ArraySlice<UInt8>, hasTabs: Bool, _ text: DecodedText
  ) throws(RowProblem) -> (token: String, tag: String)? {
    guard let line = String(validating: line, as: UTF8.self) else {
      throw RowProblem(kind: .encoding, sentence: "not valid UTF-8. \(text.conversion ?? "Save the file as UTF-8")")
    }
    // White space other than the separator, such as U+3000, may be a token.
    let separator: Unicode.Scalar = hasTabs ? "\t" : " "
    var fields = line.unicodeScalars.split(separator: separator, omittingEmptySubsequences: !hasTabs).map(String.init)
    while fields.count > 1, fields.last?.withoutSpaceAround.isEmpty == true { fields.removeLast() }
    let tag = fields.last?.withoutSpaceAround ?? ""
    if line.hasPrefix("#"), fields.count == 1 || !isTag(tag) { return nil }
    guard let token = fields.first, fields.count > 1 else {
      throw RowProblem(kind: .label, sentence: "no tag; expected a token, a \(hasTabs ? "tab" : "space") and a tag")
    }
    guard !token.isEmpty else { throw RowProblem(kind: .text, sentence: "no token before the tag") }
    guard isTag(tag) else {
      throw RowProblem(
        kind: .unknownLabel,
        sentence: "unknown tag \"\(tag.excerpt(40))\"; expected O, or B-, I-, E- or S- and a label")
    }
    return (token, tag)
  }

  private mutating func finish(_ sentence: inout Sentence?) {
    guard let complete = sentence else { return }
    sentence = nil
    if let (problem, line) = complete.problem {
      skip(problem, line: line)
      return
    }
    let (text, ranges) = Self.joined(complete.tokens)
    let annotations = Self.spans(ofTags: complete.tags).map { tokens, label in
      SpanAnnotation(
        start: ranges[tokens.lowerBound].lowerBound, end: ranges[tokens.upperBound - 1].upperBound, label: label)
    }
    add(text, annotations, line: complete.line)
  }

  /// The tokens with spaces between them, but not between two Chinese or Japanese characters, and the range of each in
  /// Unicode scalars.
  private static func joined(_ tokens: [String]) -> (text: String, ranges: [Range<Int>]) {
    var text = String.UnicodeScalarView()
    var ranges: [Range<Int>] = []
    var count = 0
    for token in tokens {
      if let last = text.last, let first = token.unicodeScalars.first, !(isUnspaced(last) && isUnspaced(first)) {
        text.append(" ")
        count += 1
      }
      text.append(contentsOf: token.unicodeScalars)
      ranges.append(count..<count + token.unicodeScalars.count)
      count += token.unicodeScalars.count
    }
    return (String(text), ranges)
  }

  /// Whether a scalar is an ideograph, kana, or punctuation as wide as these.
  private static func isUnspaced(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x3001...0x30FF, 0x31F0...0x31FF, 0x3400...0x4DBF, 0x4E00...0x9FFF: true
    case 0xF900...0xFAFF, 0xFF01...0xFF9F, 0x2_0000...0x3_FFFD: true
    default: false
    }
  }
}

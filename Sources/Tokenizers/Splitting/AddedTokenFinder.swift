/// Finds added tokens in a text from left to right: the longest match at each position, then on from its end.
struct AddedTokenFinder: Sendable {
  private var trie = PieceTrie()
  private var tokens: [(token: AddedToken, id: Int)] = []
  /// Whether any token starts with each byte.
  private var isFirstByte = [Bool](repeating: false, count: 256)
  private let unicode = ScalarProperties.shared

  /// A part of a text; an added token if it has an id.
  struct Section {
    var range: Range<Int>
    var id: Int?
  }

  /// Adds a token that the pattern matches. Earlier tokens override later ones with the same pattern.
  mutating func insert(_ token: AddedToken, id: Int, pattern: [UInt8]) {
    guard let first = pattern.first, trie.value(of: pattern) == nil else { return }
    trie.insert(pattern, Int32(tokens.count))
    tokens.append((token, id))
    isFirstByte[Int(first)] = true
  }

  /// The parts of a text in order, without empty ones.
  ///
  /// Follows `AddedVocabulary::find_matches`, quirks included: a match of a single-word token inside a word is skipped as
  /// a whole, and white space that a match includes on its right may be part of the next match, too.
  func sections(of bytes: [UInt8], in text: Range<Int>) -> [Section] {
    guard !text.isEmpty else { return [] }
    guard !trie.isEmpty else { return [Section(range: text)] }
    var sections: [Section] = []
    var done = text.lowerBound
    var index = text.lowerBound
    while index < text.upperBound {
      guard isFirstByte[Int(bytes[index])], let match = trie.longestMatch(of: bytes, in: index..<text.upperBound) else {
        index += 1
        continue
      }
      var range = index..<match.end
      index = match.end
      let (token, id) = tokens[match.value]
      if token.isSingleWord, !isSeparateWord(range, bytes, in: text) { continue }
      if token.stripsLeft { range = withWhitespaceBefore(range, bytes, from: done) }
      if token.stripsRight { range = withWhitespaceAfter(range, bytes, to: text.upperBound) }
      if done < range.lowerBound { sections.append(Section(range: done..<range.lowerBound)) }
      sections.append(Section(range: range, id: id))
      done = range.upperBound
    }
    if done < text.upperBound { sections.append(Section(range: done..<text.upperBound)) }
    return sections
  }

  private func isSeparateWord(_ range: Range<Int>, _ bytes: [UInt8], in text: Range<Int>) -> Bool {
    let followsWord =
      range.lowerBound > text.lowerBound && unicode.isWordScalar(scalar(before: range.lowerBound, of: bytes).value)
    let precedesWord =
      range.upperBound < text.upperBound && unicode.isWordScalar(scalar(at: range.upperBound, of: bytes).value)
    return !followsWord && !precedesWord
  }

  private func withWhitespaceBefore(_ range: Range<Int>, _ bytes: [UInt8], from limit: Int) -> Range<Int> {
    // A match that starts inside the white space of the one before it is moved behind that, even if it ends inside it.
    unicode.whitespaceStart(before: range.lowerBound, from: limit, of: bytes)..<max(range.upperBound, limit)
  }

  private func withWhitespaceAfter(_ range: Range<Int>, _ bytes: [UInt8], to limit: Int) -> Range<Int> {
    range.lowerBound..<unicode.whitespaceEnd(from: range.upperBound, to: limit, of: bytes)
  }
}

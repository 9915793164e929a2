import Testing
import Tokenizers

@testable import SentimentAnalysis

struct KeyTokensTests {
  /// Cuts a text at the bars; every part is one token, `word` its number unless it begins with a `+`.
  private func keyTokens(_ marked: String, _ scores: [Float]) -> [(String, Double)] {
    var (text, tokens, word) = ("", [Token](), -1)
    for part in marked.split(separator: "|") {
      let isPiece = part.hasPrefix("+")
      let spelling = part.drop { $0 == "+" }
      let start = text.utf8.count + (spelling.hasPrefix(" ") ? 1 : 0)
      text += spelling
      word += isPiece ? 0 : 1
      tokens.append(Token(id: 0, range: start..<text.utf8.count, word: word))
    }
    return SentimentAnalysis.keyTokens(text, tokens, [9] + scores + [9]).map { ($0.text, $0.weight) }
  }

  @Test func piecesAreSummedIntoWordsAndRankedByMagnitude() {
    let words = keyTokens("a| film| un|+watch|+able", [0.1, -0.2, 0.3, 0.3, 0.1])
    #expect(words.map(\.0) == ["unwatchable", "film", "a"])
    #expect(abs(words[0].1 - 0.7) < 1e-6 && abs(words[1].1 + 0.2) < 1e-6)
    #expect(abs(words.reduce(0) { $0 + abs($1.1) } - 1) < 1e-6)
  }

  @Test func punctuationIsNoWordButEmojiAre() {
    #expect(keyTokens("bad|!| 😡|.", [0.1, 0.9, 0.2, 0.5]).map(\.0) == ["😡", "bad"])
  }

  @Test func whatStandsBehindAnApostropheBelongsToTheWord() {
    #expect(keyTokens("don|'|t| like| it", [1, 1, 1, 2, 1]).map(\.0) == ["don't", "like", "it"])
    #expect(keyTokens("the| '|best|'", [1, 1, 2, 1]).map(\.0) == ["best", "the"])
  }

  @Test func scoresOfZeroGiveWeightsOfZero() {
    #expect(keyTokens("a| film", [0, 0]).map(\.1) == [0, 0])
    #expect(keyTokens("", []).isEmpty)
  }
}

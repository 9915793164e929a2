import Reviews
import Testing
import Tokenizers

@testable import SentimentAnalysis

struct KeyTokensTests {
  /// Splits a text at the bars. Every part is one token; `word` is its number unless it begins with a `+`.
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
    return keyTokens(text, tokens, scores).map { ($0.text, $0.weight) }
  }

  private func keyTokens(_ text: String, _ tokens: [Token], _ scores: [Float]) -> [Classification.KeyToken] {
    let words = Word.find(in: text, tokens)
    let found = WordScores(
      ids: [], logits: [], words: words, raw: words.map { scores[$0.tokens].reduce(0, +) }, weighs: true)
    return found.weighted(in: text).keyTokens
  }

  @Test func tokensAreSummedIntoWordsAndRankedByMagnitude() {
    let words = keyTokens("a| film| un|+watch|+able", [0.2, -0.2, 0.3, 0.3, 0.1])
    #expect(words.map(\.0) == ["unwatchable", "film", "a"])
    #expect(abs(words[0].1 - 0.7) < 1e-6 && abs(words[1].1 + 0.2) < 1e-6)
    #expect(abs(words.reduce(0) { $0 + abs($1.1) } - 1) < 1e-6)
  }

  /// Decoding such a word again for each of its tokens would take ten thousand million bytes.
  @Test func aWordMayHave100000Tokens() {
    let text = String(repeating: "é", count: 100_000)
    let tokens = (0..<100_000).map { Token(id: 0, range: 2 * $0..<2 * $0 + 2, word: 0) }
    let words = keyTokens(text, tokens, Array(repeating: 1, count: 100_000))
    #expect(words.map(\.text) == [text])
  }

  @Test func punctuationIsKeyOnlyIfItDecides() {
    #expect(keyTokens("bad|!| 😡|.", [0.1, 0.7, 0.2, 0.5]).map(\.0) == ["😡", "bad"])
    #expect(keyTokens("bad|!| film", [0.1, 0.9, 0.01]).map(\.0) == ["!", "bad", "film"])
    #expect(keyTokens("?|!", [0.1, 0.2]).map(\.0) == ["!", "?"])
  }

  @Test func functionWordsLeadOnlyWithTwiceTheScore() {
    #expect(keyTokens("the| film|,| this", [0.3, 0.2, 0, 0.5]).map(\.0) == ["this", "film", "the"])
    #expect(keyTokens("not| a| film", [0.3, 0, 0.2]).map(\.0).first == "not a film")
  }

  @Test func facesAndRepeatedMarksAreWords() {
    #expect(keyTokens("good|.| :|)|!|!|!", [0.2, 0, 0.4, 0.4, 0.1, 0.1, 0.1]).map(\.0) == [":)", "good"])
    #expect(keyTokens("no|.| :|)|)|)", [0.2, 0, 0.4, 0.4, 0.1, 0.1]).map(\.0) == [":)))", "no"])
    #expect(keyTokens("x|=|(|y|)", [0.2, 0.4, 0.1, 0.1, 0.1]).map(\.0) == ["x", "y"])
    #expect(keyTokens("can|`|t| <|br", [0.2, 0.1, 0.1, 0.3, 0.1]).map(\.0) == ["can`t", "br"])
    #expect(keyTokens("so| *|*|*|*", [0.2, 0.4, 0.4, 0.1, 0.1]).map(\.0) == ["****", "so"])
    #expect(keyTokens("love| it| <|3", [0.3, -0.1, -0.4, -0.4]).map(\.0).first == "<3")
  }

  @Test func lettersAfterAnApostropheBelongToTheWord() {
    #expect(keyTokens("don|'|t|,| like|,| it", [1, 1, 1, 0, 2, 0, 1]).map(\.0) == ["don't", "like", "it"])
    #expect(keyTokens("the| '|best|'", [1, 1, 2, 1]).map(\.0) == ["best", "the"])
  }

  @Test func tokensWithSpacesAreSplitAtWords() {
    // As in byte-level BPE and Unigram: ranges that begin with the space; contractions and full stops as tokens.
    #expect(
      ranked([("I", 0..<1), (" don", 1..<5), ("'t", 5..<7), (" like", 7..<12), (" it", 12..<15)], "I don't like it")
        == ["don't like", "I", "it"])
    #expect(ranked([("a", 0..<1), (" bad", 1..<5), (".", 5..<6), ("A", 7..<8)], "a bad. A") == ["bad", "a", "A"])
    // The first token is an added space at the position of the next token.
    #expect(ranked([("▁", 0..<3), ("这部", 0..<6), ("电影", 6..<12), ("很好", 12..<18)], "这部电影很好") == ["这部电影很好"])
    #expect(ranked([("▁", 5..<5), ("é", 0..<1), ("é", 0..<2), (" x", 2..<4)], "é xyz") == ["é x"])
    #expect(ranked([("▁", 0..<1), (" ", 0..<1), ("b", 1..<2)], " b") == ["b"])
  }

  /// The words of tokens with a score of one each.
  private func ranked(_ pieces: [(String, Range<Int>)], _ text: String) -> [String] {
    let tokens = pieces.map { Token(id: 0, range: $0.1, word: 0) }
    return keyTokens(text, tokens, pieces.map { _ in 1 }).map(\.text)
  }

  @Test func zeroScoresGiveZeroWeights() {
    #expect(keyTokens("a| film", [0, 0]).map(\.1) == [0, 0])
    #expect(keyTokens("a| film", [.nan, .infinity]).map(\.1) == [0, 0])
    #expect(keyTokens("", []).isEmpty)
  }
}

import Testing

@testable import SentimentAnalysis

struct PhraseTests {
  /// Words of a text, each with its weight after a slash: `waste/4 of/0`. A `+` marks a word without a space before it.
  private func check(_ marked: String, _ expected: [String], sourceLocation: SourceLocation = #_sourceLocation) {
    var (text, words, weights) = ("", [Word](), [Double]())
    for part in marked.split(separator: " ") {
      let sides = part.split(separator: "/")
      let spelling = String(sides[0].drop { $0 == "+" })
      if !text.isEmpty, !part.hasPrefix("+") { text += " " }
      let start = text.utf8.count
      text += spelling
      words.append(Word(range: start..<text.utf8.count, tokens: 0..<1, kind: .init(of: spelling)))
      weights.append(Double(sides[1]) ?? .nan)
    }
    let bytes = Array(text.utf8)
    let phrases = Phrase.find(words, weights, in: bytes)
    #expect(phrases.flatMap(Array.init) == Array(words.indices), sourceLocation: sourceLocation)
    let found = phrases.map { phrase in
      String(
        decoding: bytes[words[phrase.lowerBound].range.lowerBound..<words[phrase.upperBound - 1].range.upperBound],
        as: UTF8.self)
    }
    #expect(found == expected, sourceLocation: sourceLocation)
  }

  @Test func neighboursWithSimilarWeightsFormAPhrase() {
    check("I/0 highly/2 recommend/6 it/1", ["I", "highly recommend", "it"])
    check("a/1 waste/9 of/1 time/4", ["a", "waste of time"])
    check("waste/9 of/1 time/0.2", ["waste of time"])
    check("must/1 +-/0 see/5", ["must", "-", "see"])
    check("well/4 +-/0 +made/5 thing/-1", ["well-made", "thing"])
  }

  @Test func wordsOfLittleOrOppositeWeightStayAlone() {
    check("brilliant/8 film/1", ["brilliant", "film"])
    check("not/8 good/-3", ["not", "good"])
    check("dull/4 but/-3 funny/-4", ["dull", "but funny"])
    check("great/9 ,/0 small/1 thing/1", ["great", ",", "small", "thing"])
  }

  @Test func phrasesEndAtPunctuationLinesAndSixWords() {
    check("bad/4 ,/1 worse/5", ["bad", ",", "worse"])
    check("b/4 c/4 d/4 e/4 f/4 g/4 h/4", ["b c d e f g", "h"].map { $0 })
  }

  @Test func functionWordsAreInsidePhrasesButNotAtTheirEdges() {
    check("room/4 was/1 dirty/9 and/1", ["room was dirty", "and"])
    check("dirty/9 was/-5 small/4", ["dirty", "was", "small"])
    check("dirty/9 was/1 the/1 a/1 small/4", ["dirty", "was", "the", "a", "small"])
    check("dirty/9 and/1 small/4", ["dirty", "and", "small"])
  }

  @Test func charactersOfScriptsWithoutSpacesJoinWithTheirParticles() {
    check("太/2 +糟/9 +糕/6 +了/0.2 +，/1 +房/-1", ["太糟糕了", "，", "房"])
    check("好/9 +看/3 +的/0.1 +电/-1 +影/-1", ["好看的", "电", "影"])
  }

  @Test func zeroWeightsFormNoPhrases() { check("a/0 film/0 here/0", ["a", "film", "here"]) }
}

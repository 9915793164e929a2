import Reviews
@testable import SentimentAnalysis
import Testing

@testable import SentimentServer

struct ClassificationCacheTests {
  private func classification(_ label: String = "x", words: [String] = []) -> Classification {
    let words = words.map { Classification.KeyToken(text: $0, range: 0..<0, weight: 0) }
    return Classification(label: label, outcome: .value(0), polarity: .unknown, words: words, logits: [])
  }

  @Test func cachesEachMethodSeparately() {
    var cache = ClassificationCache()
    let text = ExactString("a film")
    cache.insert(classification("full"), for: ExplainedText(text, by: .full))
    #expect(cache.reuse(ExplainedText(text, by: nil)) == nil)
    #expect(cache.reuse(ExplainedText(text, by: .quick)) == nil)
    cache.insert(classification("quick"), for: ExplainedText(text, by: .quick))
    #expect(cache.reuse(ExplainedText(text, by: nil))?.label == "quick")
    #expect(cache.reuse(ExplainedText(text, by: .quick))?.label == "quick")
    #expect(cache.reuse(ExplainedText(text, by: .full))?.label == "full")
    #expect(cache.reuse(ExplainedText(text, by: .occlusion)) == nil)
    #expect(cache.count == 2)
  }

  @Test func boundsItsEntriesAndKeepsUsedOnes() {
    var cache = ClassificationCache(limit: 10)
    let often = ExactString("often")
    cache.insert(classification(), for: ExplainedText(often, by: .full))
    for number in 0..<1000 {
      cache.insert(classification(), for: ExplainedText(ExactString("\(number)"), by: .quick))
      #expect(cache.count <= 10)
      #expect(cache.reuse(ExplainedText(often, by: .full)) != nil)
    }
    #expect(cache.reuse(ExplainedText(ExactString("0"), by: .quick)) == nil)
    #expect(cache.reuse(ExplainedText(ExactString("999"), by: .quick)) != nil)
  }

  @Test(arguments: [(String(repeating: "x", count: 97), []), ("", ["a"]), ("", [String(repeating: "x", count: 36)])])
  func bytesOfTextsAndWordsAreBounded(text: String, words: [String]) {
    var cache = ClassificationCache(limit: 1000, byteLimit: 100 * 10)
    for number in 100..<300 {
      let text = ExactString(text + "\(number)")
      cache.insert(classification(words: words), for: ExplainedText(text, by: .quick))
      #expect(cache.count <= (words.first == "a" ? 1000 / 68 : 10))
      #expect(cache.reuse(ExplainedText(text, by: .quick)) != nil)
    }
  }
}

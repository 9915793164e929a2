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
    cache.insert(classification("full"), for: ExplainedText(text, .init(method: .full)))
    #expect(cache.reuse(ExplainedText(text, .init())) == nil)
    #expect(cache.reuse(ExplainedText(text, .init(method: .quick))) == nil)
    cache.insert(classification("quick"), for: ExplainedText(text, .init(method: .quick)))
    #expect(cache.reuse(ExplainedText(text, .init()))?.label == "quick")
    #expect(cache.reuse(ExplainedText(text, .init(method: .quick)))?.label == "quick")
    #expect(cache.reuse(ExplainedText(text, .init(method: .full)))?.label == "full")
    #expect(cache.reuse(ExplainedText(text, .init(method: .occlusion))) == nil)
    #expect(cache.count == 2)
  }

  @Test func boundsItsEntriesAndKeepsUsedOnes() {
    var cache = ClassificationCache(limit: 10)
    let often = ExactString("often")
    cache.insert(classification(), for: ExplainedText(often, .init(method: .full)))
    for number in 0..<1000 {
      cache.insert(classification(), for: ExplainedText(ExactString("\(number)"), .init(method: .quick)))
      #expect(cache.count <= 10)
      #expect(cache.reuse(ExplainedText(often, .init(method: .full))) != nil)
    }
    #expect(cache.reuse(ExplainedText(ExactString("0"), .init(method: .quick))) == nil)
    #expect(cache.reuse(ExplainedText(ExactString("999"), .init(method: .quick))) != nil)
  }

  @Test(arguments: [(String(repeating: "x", count: 97), []), ("", ["a"]), ("", [String(repeating: "x", count: 36)])])
  func bytesOfTextsAndWordsAreBounded(text: String, words: [String]) {
    var cache = ClassificationCache(limit: 1000, byteLimit: 100 * 10)
    for number in 100..<300 {
      let text = ExactString(text + "\(number)")
      cache.insert(classification(words: words), for: ExplainedText(text, .init(method: .quick)))
      #expect(cache.count <= (words.first == "a" ? 1000 / 68 : 10))
      #expect(cache.reuse(ExplainedText(text, .init(method: .quick))) != nil)
    }
  }
}

import JSON
import Testing

@testable import Tokenizers

@Suite struct SplitPreTokenizerTests {
  @Test func splitsLikeHuggingFace() throws {
    for row in try #require(try fixtureJSON("split").arrayValue) {
      let pattern = try #require(row[0]?.stringValue)
      let splitter = SplitPreTokenizer(
        pattern: pattern == ByteLevelWords.expression ? .byteLevelWords : .text(Array(pattern.utf8)),
        behavior: try #require(.init(rawValue: row[1]?.stringValue ?? "")), inverts: row[2]?.boolValue == true)
      check(
        splitter, try #require(row[3]?.stringValue), gives: try #require(row[4]?.arrayValue).compactMap(\.stringValue))
    }
  }

  private func check(_ splitter: SplitPreTokenizer, _ text: String, gives expected: [String]) {
    let bytes = Array(text.utf8)
    var words: [Range<Int>] = []
    if !bytes.isEmpty { splitter.split(bytes.indices, of: bytes, into: &words) }
    #expect(words.map { String(decoding: bytes[$0], as: UTF8.self) } == expected, "\(splitter) \(text)")
  }
}

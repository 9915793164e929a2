import Foundation
import JSON
import TestSupport
import Testing

@testable import Tokenizers

/// SentencePiece's character maps: replacements, their origins, and malformed maps.
@Suite struct CharacterMapTests {
  /// The expected origins count scalars.
  @Test(
    arguments: [
      ("plain text", "plain text", Array(0..<10)), ("ﬁn", "fin", [0, 0, 1]), ("a\u{AD}c", "ac", [0, 2]),
      ("e\u{301}x", "éx", [0, 2]), ("\r\na", " a", [0, 2]), ("\n\ra", "  a", [0, 1, 2]),
      // The replacement of a prefix replaces a whole cluster of fewer than 6 bytes.
      ("ﬁ\u{301}n", "fin", [0, 1, 2]), ("ﬁ\u{301}\u{302}n", "fi\u{301}\u{302}n", [0, 0, 1, 2, 3]),
      ("\u{1}\u{301}b", "\u{301}B", [0, 1]),
      // An added scalar before a removed one has the origin of that.
      ("™\u{1E}g", "TMg", [0, 1, 2]),
      // Scalars removed at the start shift the origins.
      ("\u{1}ac", "ac", [0, 1]), ("\u{1}\u{1E}ac", "ac", [0, 1]),
    ] as [(String, String, [Int])])
  func replacesClustersAndScalars(text: String, expected: String, origins: [Int]) throws {
    let bytes = Array(text.utf8)
    let result = normalize(bytes, with: try realMap())
    let scalars = String(decoding: result.bytes, as: UTF8.self).unicodeScalars
    #expect(scalars.elementsEqual(expected.unicodeScalars), "\(text.debugDescription): \(scalars)")
    let found = result.bytes.indices.filter { result.bytes[$0] & 0xC0 != 0x80 }.map { start in
      bytes[..<result.origins[start]].count { $0 & 0xC0 != 0x80 }
    }
    #expect(found == origins, "\(text.debugDescription)")
  }

  @Test(
    arguments: [
      ("ab", [1, 1]), ("\r\n\n", [2, 1]), ("e\u{301}\u{302}x", [3, 1]), ("\u{600}a\u{301}b", [3, 1]),
      ("a\u{200B}\u{301}", [1, 1, 1]), ("각\u{11A8}각", [2, 1]), ("\u{1100}\u{1161}\u{11A8}\u{1161}", [3, 1]),
      ("👩\u{200D}👩", [3]), ("a\u{200D}👩", [2, 1]), ("👍🏽👍", [2, 1]), ("क\u{94D}क\u{94D}\u{200D}क", [6]),
      ("क\u{94D}\u{200C}क", [3, 1]), ("क\u{93C}क", [2, 1]), ("\u{301}", [1]),
      ("\u{E00CB}\u{301}\u{302}", [1, 2]),
    ] as [(String, [Int])])
  func findsTheEndsOfGraphemeClusters(text: String, lengths: [Int]) {
    let bytes = Array(text.utf8)
    var found: [Int] = []
    var index = 0
    while index < bytes.count {
      let end = GraphemeClusters().end(from: index, of: bytes)
      found.append(bytes[index..<end].count { $0 & 0xC0 != 0x80 })
      index = end
    }
    #expect(found == lengths, "\(text.debugDescription)")
  }

  @Test(
    arguments: [
      [], [0, 0, 0], [0, 0, 0, 0], [4, 0, 0, 0], [8, 0, 0, 0, 1, 2, 3, 4], [0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0],
      [4, 0, 0, 0, 0, 0, 0, 0, 0xFF],
    ] as [[UInt8]])
  func rejectsMalformedMaps(bytes: [UInt8]) {
    #expect(CharacterMap(bytes) == nil, "\(bytes)")
  }

  /// A changed trie is another map, perhaps a meaningless one, but never traps.
  @Test func damagedMapsDoNotTrap() throws {
    let text = Array("aé\u{301}ﬁ\u{301}™\u{1E}क\u{94D}か\u{3099}\u{1}\u{FDFA}好abc\u{0}xyz".utf8)
    let bytes = [UInt8](try #require(Data(base64Encoded: try realMapText())))
    var chance = SeededGenerator(seed: 1)
    for _ in 0..<2000 * moreRounds {
      var changed = bytes
      for _ in 0...chance.below(40) {
        changed[chance.below(changed.count)] = UInt8(truncatingIfNeeded: chance.next())
      }
      guard let map = CharacterMap(changed) else { continue }
      let result = normalize(text, with: map)
      #expect(result.bytes.count == result.origins.count)
      #expect(String(validating: result.bytes, as: UTF8.self) != nil)
    }
  }

  private func normalize(_ bytes: [UInt8], with map: CharacterMap) -> NormalizedText {
    var text = NormalizedText()
    text.append(unchanged: bytes.indices, of: bytes)
    var result = NormalizedText()
    map.normalize(text, into: &result)
    return result
  }

  private func realMap() throws -> CharacterMap { try #require(CharacterMap(base64: try realMapText())) }

  private func realMapText() throws -> String {
    let normalizer = try fixtureJSON("unigram-map")["files"]?["tokenizer.json"]?["normalizer"]
    return try #require(normalizer?["precompiled_charsmap"]?.stringValue)
  }
}

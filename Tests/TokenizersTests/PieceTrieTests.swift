import Testing

@testable import Tokenizers

@Suite struct PieceTrieTests {
  @Test func findsOnlyInsertedStrings() {
    var trie = PieceTrie()
    #expect(trie.isEmpty)
    for number in 0..<5000 { trie.insert("piece \(number * 7)".utf8, Int32(number)) }
    for number in 0..<5000 { check(trie, "piece \(number * 7)", number) }
    for absent in ["", "p", "piece", "piece 1", "piece 00", "piece 70000"] { check(trie, absent, nil) }
  }

  @Test func laterNumbersOverrideEarlierOnes() {
    var trie = PieceTrie()
    trie.insert("ab".utf8, 1)
    trie.insert("ab".utf8, 2)
    trie.insert("".utf8, 3)
    check(trie, "ab", 2)
    check(trie, "a", nil)
    check(trie, "", 3)
  }

  @Test func prefixesHaveNodesButNoNumbers() {
    var trie = PieceTrie()
    trie.insert("##ing".utf8, 0)
    #expect(trie.node(of: "##".utf8) != nil)
    #expect(trie.node(of: "#i".utf8) == nil)
    check(trie, "##", nil)
  }

  @Test func findsTheLongestMatch() throws {
    var trie = PieceTrie()
    for (number, string) in ["a", "abc", "##b", "##bcd"].enumerated() { trie.insert(string.utf8, Int32(number)) }
    let text = Array("abcabcd".utf8)
    let match = try #require(trie.longestMatch(of: text, in: 0..<7))
    #expect(match.value == 1 && match.end == 3)
    #expect(trie.longestMatch(of: text, in: 3..<5)?.end == 4)
    #expect(trie.longestMatch(of: text, in: 1..<7) == nil)
    let prefix = try #require(trie.node(of: "##".utf8))
    #expect(trie.longestMatch(from: prefix, of: text, in: 4..<7)?.value == 3)
  }

  /// Keys that all collide under one fixed multiplier would take minutes; the table draws a random one.
  @Test func craftedKeysDoNotCollide() {
    var table = HashTable<UInt32, Int>(filler: 0)
    // Under Fibonacci's multiplier 0x9E3779B1 the products of these keys have equal upper halves.
    let inverse: UInt32 = 0x0E8B_2F51
    for number in UInt32(0)..<40_000 { table.insert(Int(number), under: number &* inverse) }
    for number in UInt32(0)..<40_000 { #expect(table[number &* inverse] == Int(number)) }
    #expect(table.count == 40_000)
  }

  private func check(_ trie: PieceTrie, _ string: String, _ expected: Int?) {
    #expect(trie.value(of: string.utf8) == expected, "'\(string)'")
  }
}

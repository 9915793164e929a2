import Testing

@testable import Tokenizers

@Suite struct PieceTrieTests {
  @Test func findsWhatWasInsertedAndNothingElse() {
    var trie = PieceTrie()
    #expect(trie.isEmpty)
    for number in 0..<5000 { trie.insert("piece \(number * 7)".utf8, Int32(number)) }
    for number in 0..<5000 { check(trie, "piece \(number * 7)", number) }
    for absent in ["", "p", "piece", "piece 1", "piece 00", "piece 70000"] { check(trie, absent, nil) }
  }

  @Test func theLaterNumberOfAStringCounts() {
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

  private func check(_ trie: PieceTrie, _ string: String, _ expected: Int?) {
    #expect(trie.value(of: string.utf8) == expected, "'\(string)'")
  }
}

import TestSupport
import Testing

@testable import Tokenizers

@Suite struct BytePairEncodingTests {
  @Test(arguments: 1...40)
  func mergesLikeThePlainLoop(seed: UInt64) throws {
    var chance = SeededGenerator(seed: seed)
    var pieces = ["a", "b", "c"]
    var merges: [(left: String, right: String)] = []
    for _ in 0..<30 {
      let merge = (chance.pick(pieces), chance.pick(pieces))
      merges.append(merge)
      if !pieces.contains(merge.0 + merge.1) { pieces.append(merge.0 + merge.1) }
    }
    let model = try model(pieces, merges)
    for _ in 0..<50 {
      let word = (0..<chance.below(40)).map { _ in chance.pick(["a", "b", "c"]) }
      check(model, word.joined(), gives: plain(word, merges))
    }
  }

  @Test func laterMergesOverrideEqualEarlierOnes() throws {
    let merges = [("a", "b"), ("b", "c"), ("a", "b")]
    check(try model(["a", "b", "c", "ab", "bc"], merges), "abc", gives: ["a", "bc"])
  }

  @Test func wordsWithoutMergesBecomePiecesOnlyIfMergesAreIgnored() throws {
    let pieces = ["a", "b", "c", "ab", "abc"]
    check(try model(pieces, [("a", "b")]), "abc", gives: ["ab", "c"])
    check(try model(pieces, [("a", "b")], .init(ignoresMerges: true)), "abc", gives: ["abc"])
  }

  /// Quadratic work would take minutes.
  @Test func veryLongWordsTakeLittleTime() throws {
    let pieces = (0..<8).map { String(repeating: "a", count: 1 << $0) } + ["b"]
    let model = try model(pieces, (0..<7).map { (pieces[$0], pieces[$0]) })
    let word = String(repeating: "a", count: 128_000) + String(repeating: "ab", count: 100_000)
    #expect(tokens(of: word, model).count == 1000 + 200_000)
  }

  /// The rule itself: merges the pair with the lowest rank first, the leftmost of equal ones.
  private func plain(_ word: [String], _ merges: [(left: String, right: String)]) -> [String] {
    var symbols = word
    func rank(_ index: Int) -> Int? { merges.lastIndex { $0.left == symbols[index] && $0.right == symbols[index + 1] } }
    while let best = symbols.indices.dropLast().compactMap({ i in rank(i).map { ($0, i) } }).min(by: <) {
      symbols[best.1] += symbols.remove(at: best.1 + 1)
    }
    return symbols
  }

  private func model(
    _ pieces: [String], _ merges: [(String, String)], _ settings: BytePairEncoding.Settings = .init()
  ) throws -> BytePairEncoding {
    var vocabulary = Vocabulary()
    for (id, piece) in pieces.enumerated() { try vocabulary.insert(piece, id: id) }
    var table = MergeTable(fileSize: 0)
    for (left, right) in merges { try table.append(left, right, of: vocabulary, prefix: settings.continuationPrefix) }
    return BytePairEncoding(vocabulary: vocabulary, merges: table, settings)
  }

  private func tokens(of word: String, _ model: BytePairEncoding) -> [Token] {
    let bytes = Array(word.utf8)
    var text = NormalizedText()
    text.append(unchanged: bytes.indices, of: bytes)
    var tokens: [Token] = []
    model.tokenize(bytes.indices, number: 0, of: text, in: bytes, into: &tokens)
    return tokens
  }

  private func check(_ model: BytePairEncoding, _ word: String, gives expected: [String]) {
    let pieces = tokens(of: word, model).map { model.vocabulary.piece($0.id) ?? "?" }
    #expect(pieces == expected, "\(word)")
  }
}

import TestSupport
import Testing

@testable import Tokenizers

/// Files that need far more memory than their size are rejected with an error that names them.
@Suite struct LargeFileTests {
  private static let vocabulary = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n"

  @Test func rejectsAVocabularyFileOfVeryManyLines() throws {
    let lines = String(repeating: "\n", count: 6 << 20)
    try checkError(
      of: ["vocab.txt": Self.vocabulary + lines],
      startsWith:
        "FOLDER/vocab.txt has 6291461 pieces that need 96 MB of memory; the limit for a file of 6291487 bytes is 74 MB; "
        + "download the file again")
  }

  @Test func rejectsAVocabularyFileWithoutCommonPrefixes() throws {
    var chance = SeededGenerator(seed: 5)
    let lines = (0..<60_000).map { _ in
      String(decoding: (0..<100).map { _ in UInt8(97 + chance.below(26)) }, as: UTF8.self)
    }
    try checkError(
      of: ["vocab.txt": Self.vocabulary + lines.joined(separator: "\n")],
      startsWith: "FOLDER/vocab.txt has 60005 pieces that need ")
  }

  @Test(arguments: ["0,", "[],", "{\"a\":{}},", "\"\","])
  func rejectsATokenizerFileOfVeryManyValues(element: String) throws {
    let list = String(repeating: element, count: (20 << 20) / element.utf8.count)
    try checkError(
      of: ["tokenizer.json": "{\"model\":{\"type\":\"BPE\",\"merges\":[\(list)0]}}"],
      startsWith: "FOLDER/tokenizer.json is not valid JSON: line 1, column ")
  }

  @Test(arguments: ["special_tokens_map.json", "tokenizer_config.json", "added_tokens.json"])
  func rejectsASettingsFileOfVeryManyValues(name: String) throws {
    let list = String(repeating: "0,", count: 4 << 20)
    try checkError(
      of: ["vocab.txt": Self.vocabulary, name: "{\"a\":[\(list)0]}"],
      startsWith: "FOLDER/\(name) is not valid JSON: line 1, column ")
  }

  @Test func rejectsVeryManyAddedTokens() throws {
    let tokens = (0...1 << 17).map { "\"t\($0)\"" }.joined(separator: ",")
    try checkError(
      of: ["vocab.txt": Self.vocabulary, "tokenizer_config.json": "{\"extra_special_tokens\":[\(tokens)]}"],
      startsWith: "FOLDER/tokenizer_config.json: 'extra_special_tokens' has 131073 elements; up to 131072 are supported"
    )
    let members = (0...1 << 17).map { "\"t\($0)\":\($0)" }.joined(separator: ",")
    try checkError(
      of: ["vocab.txt": Self.vocabulary, "added_tokens.json": "{\(members)}"],
      startsWith: "FOLDER/added_tokens.json has 131073 members; up to 131072 are supported")
    let long = (0..<1100).map { "\"\($0)\(String(repeating: "x", count: 1000))\"" }.joined(separator: ",")
    try checkError(
      of: ["vocab.txt": Self.vocabulary, "tokenizer_config.json": "{\"extra_special_tokens\":[\(long)]}"],
      startsWith: "FOLDER/vocab.txt: the list of added tokens has 11")
  }

  @Test func rejectsVeryManyStepsOfANormalizer() throws {
    let steps = Array(repeating: "{\"type\":\"NFC\"}", count: 129).joined(separator: ",")
    let normalizer = "{\"type\":\"Sequence\",\"normalizers\":[\(steps)]}"
    let model = "{\"type\":\"Unigram\",\"unk_id\":0,\"vocab\":[[\"a\",0]]}"
    try checkError(
      of: ["tokenizer.json": "{\"normalizer\":\(normalizer),\"model\":\(model)}"],
      startsWith: "FOLDER/tokenizer.json: 'normalizer.normalizers' has 129 elements; up to 128 are supported")
  }

  @Test func rejectsMergesBeyondTheLimit() throws {
    var vocabulary = Vocabulary()
    for (id, piece) in ["a", "b", "ab", "abb", "ba"].enumerated() { try vocabulary.insert(piece, id: id) }
    var merges = MergeTable(limit: 2)
    try merges.append("a", "b", of: vocabulary, prefix: "")
    try merges.append("ab", "b", of: vocabulary, prefix: "")
    try merges.append("a", "b", of: vocabulary, prefix: "")
    let error = #expect(throws: VocabularyError.self) {
      try merges.append("b", "a", of: vocabulary, prefix: "")
    }
    #expect(error?.description == "exceeds the limit of 2 merges for a file of this size; download the file again")
  }

  @Test func splitsAFileIntoLines() {
    func lines(_ text: String) -> [String] {
      FileLines(of: Array(text.utf8)).map { String(decoding: $0, as: UTF8.self) }
    }
    #expect(lines("") == [])
    #expect(lines("\n") == [""])
    #expect(lines("a\n\nb\r\n") == ["a", "", "b\r"])
    #expect(lines("\na") == ["", "a"])
  }

  /// The count is an estimate, which must not be far off, because it determines the reserved memory.
  @Test(arguments: [1, 10, 1000, 50_000])
  func estimatesTheNodesOfAVocabulary(pieceCount: Int) throws {
    var chance = SeededGenerator(seed: UInt64(pieceCount))
    let pieces = (0..<pieceCount).map { _ in
      (0...chance.below(9)).map { _ in chance.pick(["a", "b", "c", "é", "好"]) }.joined()
    }
    var size = VocabularySize(byteLimit: pieces.reduce(0) { $0 + $1.utf8.count })
    for (id, piece) in pieces.enumerated() { size.add(piece.utf8, id: id) }
    var vocabulary = try Vocabulary(roomFor: size, fileSize: 0)
    for (id, piece) in pieces.enumerated() { try vocabulary.insert(piece, id: id) }
    let nodes = vocabulary.trie.nodeCount
    #expect(size.pieceCount == pieceCount)
    #expect(abs(size.nodeCount - nodes) <= 32 + nodes / 20)
    for (id, piece) in pieces.enumerated() { #expect(vocabulary.piece(id) == piece) }
  }

  @Test func idsMayComeInAnyOrderAndLeaveGaps() throws {
    let ids = ["a": 7, "b": 2, "c": 5000, "d": 0, "e": 2_000_000_000]
    for count in [3, 5] {
      var size = VocabularySize(byteLimit: 100)
      var vocabulary = Vocabulary()
      let members = ids.sorted { $0.key < $1.key }.prefix(count)
      for (piece, id) in members { size.add(piece.utf8, id: id) }
      vocabulary = try Vocabulary(roomFor: size, fileSize: 0)
      for (piece, id) in members { try vocabulary.insert(piece, id: id) }
      for (piece, id) in members { #expect(vocabulary.piece(id) == piece && vocabulary.id(of: piece) == id) }
      #expect(vocabulary.piece(1) == nil)
      #expect(vocabulary.idLimit == (members.map(\.value).max() ?? 0) + 1)
    }
  }
}

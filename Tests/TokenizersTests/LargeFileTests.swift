import Foundation
import TestSupport
import Testing

@testable import Tokenizers

/// Files that would take far more memory than they have bytes are refused with a sentence that names them.
@Suite struct LargeFileTests {
  private static let vocabulary = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n"

  @Test func aVocabularyFileOfVeryManyLinesIsRefused() throws {
    let lines = String(repeating: "\n", count: 6 << 20)
    try checkRefusal(
      ["vocab.txt": Self.vocabulary + lines],
      "FOLDER/vocab.txt holds 6291461 pieces that take 96 MB of memory, more than the 74 MB that a file of 6291487 bytes "
        + "may; take the file from where the model comes from")
  }

  @Test func aVocabularyFileWhosePiecesShareNothingIsRefused() throws {
    var chance = SeededGenerator(seed: 5)
    let lines = (0..<60_000).map { _ in
      String(decoding: (0..<100).map { _ in UInt8(97 + chance.below(26)) }, as: UTF8.self)
    }
    try checkRefusal(
      ["vocab.txt": Self.vocabulary + lines.joined(separator: "\n")], "FOLDER/vocab.txt holds 60005 pieces that take ")
  }

  @Test(arguments: ["0,", "[],", "{\"a\":{}},", "\"\","])
  func aTokenizerFileOfVeryManyValuesIsRefused(element: String) throws {
    let list = String(repeating: element, count: (20 << 20) / element.utf8.count)
    try checkRefusal(
      ["tokenizer.json": "{\"model\":{\"type\":\"BPE\",\"merges\":[\(list)0]}}"],
      "FOLDER/tokenizer.json cannot be read as JSON: line 1, column ")
  }

  @Test(arguments: ["special_tokens_map.json", "tokenizer_config.json", "added_tokens.json"])
  func aSettingsFileOfVeryManyValuesIsRefused(name: String) throws {
    let list = String(repeating: "0,", count: 4 << 20)
    try checkRefusal(
      ["vocab.txt": Self.vocabulary, name: "{\"a\":[\(list)0]}"],
      "FOLDER/\(name) cannot be read as JSON: line 1, column ")
  }

  @Test func veryManyAddedTokensAreRefused() throws {
    let tokens = (0...1 << 17).map { "\"t\($0)\"" }.joined(separator: ",")
    try checkRefusal(
      ["vocab.txt": Self.vocabulary, "tokenizer_config.json": "{\"extra_special_tokens\":[\(tokens)]}"],
      "FOLDER/tokenizer_config.json: 'extra_special_tokens' has 131073 elements; up to 131072 are supported")
    let members = (0...1 << 17).map { "\"t\($0)\":\($0)" }.joined(separator: ",")
    try checkRefusal(
      ["vocab.txt": Self.vocabulary, "added_tokens.json": "{\(members)}"],
      "FOLDER/added_tokens.json has 131073 members; up to 131072 are supported")
    let long = (0..<1100).map { "\"\($0)\(String(repeating: "x", count: 1000))\"" }.joined(separator: ",")
    try checkRefusal(
      ["vocab.txt": Self.vocabulary, "tokenizer_config.json": "{\"extra_special_tokens\":[\(long)]}"],
      "FOLDER/vocab.txt: the list of added tokens has 11")
  }

  @Test func veryManyStepsOfANormalizerAreRefused() throws {
    let steps = Array(repeating: "{\"type\":\"NFC\"}", count: 129).joined(separator: ",")
    let normalizer = "{\"type\":\"Sequence\",\"normalizers\":[\(steps)]}"
    let model = "{\"type\":\"Unigram\",\"unk_id\":0,\"vocab\":[[\"a\",0]]}"
    try checkRefusal(
      ["tokenizer.json": "{\"normalizer\":\(normalizer),\"model\":\(model)}"],
      "FOLDER/tokenizer.json: 'normalizer.normalizers' has 129 elements; up to 128 are supported")
  }

  @Test func mergesBeyondTheLimitAreRefused() throws {
    var vocabulary = Vocabulary()
    for (id, piece) in ["a", "b", "ab", "abb", "ba"].enumerated() { try vocabulary.insert(piece, id: id) }
    var merges = MergeTable(mostMerges: 2)
    try merges.append("a", "b", of: vocabulary, prefix: "")
    try merges.append("ab", "b", of: vocabulary, prefix: "")
    try merges.append("a", "b", of: vocabulary, prefix: "")
    let error = #expect(throws: VocabularyError.self) {
      try merges.append("b", "a", of: vocabulary, prefix: "")
    }
    #expect(
      error?.description
        == "is beyond the 2 merges that a file of this size may have; take the file from where the model comes from")
  }

  @Test func linesAreThoseOfTheFile() {
    func lines(_ text: String) -> [String] {
      FileLines(of: Array(text.utf8)).map { String(decoding: $0, as: UTF8.self) }
    }
    #expect(lines("") == [])
    #expect(lines("\n") == [""])
    #expect(lines("a\n\nb\r\n") == ["a", "", "b\r"])
    #expect(lines("\na") == ["", "a"])
  }

  /// The count is an estimate; what is reserved by it may be neither far too little nor far too much.
  @Test(arguments: [1, 10, 1000, 50_000])
  func theNodesOfAVocabularyAreCountedAhead(pieceCount: Int) throws {
    var chance = SeededGenerator(seed: UInt64(pieceCount))
    let pieces = (0..<pieceCount).map { _ in
      (0...chance.below(9)).map { _ in chance.pick(["a", "b", "c", "é", "好"]) }.joined()
    }
    var size = VocabularySize(mostBytes: pieces.reduce(0) { $0 + $1.utf8.count })
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
    for most in [3, 5] {
      var size = VocabularySize(mostBytes: 100)
      var vocabulary = Vocabulary()
      let members = ids.sorted { $0.key < $1.key }.prefix(most)
      for (piece, id) in members { size.add(piece.utf8, id: id) }
      vocabulary = try Vocabulary(roomFor: size, fileSize: 0)
      for (piece, id) in members { try vocabulary.insert(piece, id: id) }
      for (piece, id) in members { #expect(vocabulary.piece(id) == piece && vocabulary.id(of: piece) == id) }
      #expect(vocabulary.piece(1) == nil)
      #expect(vocabulary.idLimit == (members.map(\.value).max() ?? 0) + 1)
    }
  }

  private func checkRefusal(
    _ files: [String: String], _ expected: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try withTemporaryFolder(files) { folder in
      let error = #expect(throws: TokenizerError.self, sourceLocation: sourceLocation) {
        try Tokenizer(folder: folder.path)
      }
      let sentence = error?.description.replacing(folder.path, with: "FOLDER") ?? ""
      #expect(sentence.hasPrefix(expected), "\(sentence)", sourceLocation: sourceLocation)
    }
  }
}

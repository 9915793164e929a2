import JSON
import TestSupport
import Testing

@testable import Tokenizers

/// Unigram tokens compared with Hugging Face's, on difficult texts, with all kinds of normalisers and pre-tokenisers.
@Suite struct UnigramTests {
  @Test(arguments: [
    "plain", "map", "map-spaces", "nfkc", "nfkd-unaccented", "nfc-nmt", "nfd", "replacements", "whitespace",
    "punctuation", "bert-inside",
  ])
  func encodesLikeHuggingFace(variant name: String) throws {
    let variant = try fixtureJSON("unigram-" + name)
    try checkRows(of: variant, texts: "unigram-texts", in: unigramFiles(of: variant))
  }

  @Test func usesXLMRsSpecialTokens() throws {
    for config in [nil, #"{"bos_token": "<s>", "cls_token": "<s>", "sep_token": {"content": "</s>"}}"#] {
      var files = try unigramFiles(of: fixtureJSON("unigram-map"))
      files["tokenizer_config.json"] = config
      try withTemporaryFolder(files) { folder in
        let tokenizer = try Tokenizer(folder: folder.path)
        #expect(tokenizer.startID == 0)
        #expect(tokenizer.endID == 2)
        #expect(tokenizer.piece(4)?.hasPrefix("▁") == true)
      }
    }
  }

  @Test(
    arguments: [
      // Of equal sums the first found wins; a greater sum replaces it.
      ([("<unk>", 0), ("a", -1), ("b", -1), ("ab", -2)], "ab", [3]),
      ([("<unk>", 0), ("a", -1), ("b", -1), ("ab", -2.5)], "ab", [1, 2]),
      ([("<unk>", 0), ("a", -1), ("ab", -1), ("bc", -1), ("c", -1)], "abc", [1, 3]),
      // Adjacent unknown characters are one token, which may be a piece after all.
      ([("<unk>", 0), ("a", -1)], "xyaz", [0, 1, 0]),
      ([("<unk>", 100), ("a", 100), ("xy", 100)], "axya", [1, 2, 1]),
      // Later pieces override equal earlier ones.
      ([("<unk>", 0), ("a", -1), ("a", -50)], "aa", [2, 2]),
      ([("<unk>", 0), ("", 5), ("a", -1)], "a", [2]),
    ] as [([(String, Double)], String, [Int])])
  func choosesTheGreatestSum(pieces: [(String, Double)], text: String, expected: [Int]) throws {
    try check(pieces, text, gives: expected)
  }

  @Test func byteFallbackNeedsAllPieces() throws {
    let bytes = [("<0xC3>", -1.0), ("<0xA9>", -1.0)]
    try check([("<unk>", 0), ("a", -1)] + bytes, fallsBack: true, "aéa", gives: [1, 2, 3, 1])
    try check([("<unk>", 0), ("a", -1)] + bytes.dropLast(), fallsBack: true, "aéa", gives: [1, 0, 1])
    try check([("<unk>", 0), ("a", -1)] + bytes, "aéa", gives: [1, 0, 1])
  }

  @Test func takesTimeProportionalToTheText() throws {
    let text = Array(String(repeating: "abcabd", count: 200_000).utf8)
    let model = try unigram([("<unk>", 0), ("a", -1), ("b", -1), ("abc", -2), ("dabcab", -2)])
    #expect(tokens(of: text, model).last?.range.upperBound == text.count)
  }

  @Test func theLongestPieceTakesTimeProportionalToTheText() throws {
    let longest = String(repeating: "a", count: 1024)
    let model = try unigram([("<unk>", 0), ("a", -1), (longest, -2)])
    let text = Array(String(repeating: "a", count: 100 * 1024 + 1).utf8)
    #expect(tokens(of: text, model).map(\.id) == [1] + Array(repeating: 2, count: 100))
  }

  private func check(
    _ pieces: [(String, Double)], fallsBack: Bool = false, _ text: String, gives expected: [Int]
  ) throws {
    let tokens = tokens(of: Array(text.utf8), try unigram(pieces, fallsBack: fallsBack))
    #expect(tokens.map(\.id) == expected, "\(text) with \(pieces)")
  }

  private func tokens(of bytes: [UInt8], _ model: Unigram) -> [Token] {
    var normalized = NormalizedText()
    normalized.append(unchanged: bytes.indices, of: bytes)
    var lattice = Unigram.Lattice()
    var tokens: [Token] = []
    model.tokenize(bytes.indices, number: 0, of: normalized, in: bytes, using: &lattice, into: &tokens)
    return tokens
  }

  private func unigram(_ pieces: [(String, Double)], fallsBack: Bool = false) throws -> Unigram {
    var vocabulary = Vocabulary()
    for (id, piece) in pieces.enumerated() { try vocabulary.insert(piece.0, id: id) }
    return Unigram(vocabulary: vocabulary, scores: pieces.map(\.1), unknownID: 0, fallsBackToBytes: fallsBack)
  }
}

/// The files of a variant with the shared vocabulary.
func unigramFiles(of variant: JSONValue) throws -> [String: String] {
  var file = try #require(variant["files"]?["tokenizer.json"]?.objectValue)
  var model = try #require(file["model"]?.objectValue)
  model["vocab"] = try fixtureJSON("unigram-vocabulary")
  file["model"] = .object(model)
  return ["tokenizer.json": JSONValue.object(file).serialized()]
}

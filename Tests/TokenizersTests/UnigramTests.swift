import JSON
import Testing

@testable import Tokenizers

/// Unigram tokens against Hugging Face's, on texts made to be hard, behind every kind of normaliser and pre-tokeniser.
@Suite struct UnigramTests {
  @Test(arguments: [
    "plain", "map", "map-spaces", "nfkc", "nfkd-unaccented", "nfc-nmt", "nfd", "replacements", "whitespace",
    "punctuation", "bert-inside",
  ])
  func encodesAsHuggingFaceDoes(variant name: String) throws {
    let texts = try #require(try fixtureJSON("unigram-texts").arrayValue)
    let variant = try fixtureJSON("unigram-" + name)
    let expected = try #require(variant["expected"]?.arrayValue)
    #expect(texts.count == expected.count)
    try withModelFolder(unigramFiles(of: variant)) { folder in
      let tokenizer = try Tokenizer(folder: folder)
      for (text, row) in zip(texts, expected) {
        let text = try #require(text.stringValue)
        let tokens = tokenizer.encode(text)
        let found = tokens.map { "\($0.id),\($0.range.lowerBound),\($0.range.upperBound),\($0.word)" }
        #expect(
          found.joined(separator: " ") == row.stringValue,
          "\(text.debugDescription) as \(tokens.map { tokenizer.piece($0.id) ?? "?" })")
      }
    }
  }

  @Test func rolesAreXLMRs() throws {
    for config in [nil, #"{"bos_token": "<s>", "cls_token": "<s>", "sep_token": {"content": "</s>"}}"#] {
      var files = try unigramFiles(of: fixtureJSON("unigram-map"))
      files["tokenizer_config.json"] = config
      try withModelFolder(files) { folder in
        let tokenizer = try Tokenizer(folder: folder)
        #expect(tokenizer.startID == 0)
        #expect(tokenizer.paddingID == 1)
        #expect(tokenizer.endID == 2)
        #expect(tokenizer.unknownID == 3)
        #expect(tokenizer.piece(4)?.hasPrefix("▁") == true)
      }
    }
  }

  @Test(
    arguments: [
      // Of equal sums the spelling found first stays; a better one replaces it.
      ([("<unk>", 0), ("a", -1), ("b", -1), ("ab", -2)], "ab", [3]),
      ([("<unk>", 0), ("a", -1), ("b", -1), ("ab", -2.5)], "ab", [1, 2]),
      ([("<unk>", 0), ("a", -1), ("ab", -1), ("bc", -1), ("c", -1)], "abc", [1, 3]),
      // What is unknown is fused, and may be a piece after all.
      ([("<unk>", 0), ("a", -1)], "xyaz", [0, 1, 0]),
      ([("<unk>", 100), ("a", 100), ("xy", 100)], "axya", [1, 2, 1]),
      // Of two equal pieces the later counts.
      ([("<unk>", 0), ("a", -1), ("a", -50)], "aa", [2, 2]),
      ([("<unk>", 0), ("", 5), ("a", -1)], "a", [2]),
    ] as [([(String, Double)], String, [Int])])
  func spellsWithTheGreatestSum(pieces: [(String, Double)], text: String, expected: [Int]) throws {
    try check(pieces, text, gives: expected)
  }

  @Test func unknownBytesNeedAllTheirPieces() throws {
    let bytes = [("<0xC3>", -1.0), ("<0xA9>", -1.0)]
    try check([("<unk>", 0), ("a", -1)] + bytes, fallsBack: true, "aéa", gives: [1, 2, 3, 1])
    try check([("<unk>", 0), ("a", -1)] + bytes.dropLast(), fallsBack: true, "aéa", gives: [1, 0, 1])
    try check([("<unk>", 0), ("a", -1)] + bytes, "aéa", gives: [1, 0, 1])
  }

  @Test func takesTimeInProportionToTheText() throws {
    let text = Array(String(repeating: "abcabd", count: 200_000).utf8)
    let model = try unigram([("<unk>", 0), ("a", -1), ("b", -1), ("abc", -2), ("dabcab", -2)])
    var normalized = NormalizedText()
    normalized.append(unchanged: text.indices, of: text)
    var lattice = Unigram.Lattice()
    var tokens: [Token] = []
    model.tokenize(text.indices, number: 0, of: normalized, in: text, using: &lattice, into: &tokens)
    #expect(tokens.last?.range.upperBound == text.count)
  }

  private func check(
    _ pieces: [(String, Double)], fallsBack: Bool = false, _ text: String, gives expected: [Int]
  ) throws {
    let bytes = Array(text.utf8)
    var normalized = NormalizedText()
    normalized.append(unchanged: bytes.indices, of: bytes)
    var lattice = Unigram.Lattice()
    var tokens: [Token] = []
    let model = try unigram(pieces, fallsBack: fallsBack)
    model.tokenize(bytes.indices, number: 0, of: normalized, in: bytes, using: &lattice, into: &tokens)
    #expect(tokens.map(\.id) == expected, "\(text) with \(pieces)")
  }

  private func unigram(_ pieces: [(String, Double)], fallsBack: Bool = false) throws -> Unigram {
    var vocabulary = Vocabulary()
    for (id, piece) in pieces.enumerated() { try vocabulary.insert(piece.0, id: id) }
    return Unigram(vocabulary: vocabulary, scores: pieces.map(\.1), unknownID: 0, fallsBackToBytes: fallsBack)
  }
}

/// The files of a variant, with the vocabulary that all share.
func unigramFiles(of variant: JSONValue) throws -> [String: String] {
  var file = try #require(variant["files"]?["tokenizer.json"]?.objectValue)
  var model = try #require(file["model"]?.objectValue)
  model["vocab"] = try fixtureJSON("unigram-vocabulary")
  file["model"] = .object(model)
  return ["tokenizer.json": JSONValue.object(file).serialized()]
}

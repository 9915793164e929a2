import JSON
import TestSupport
import Testing
import Tokenizers

/// Ids, offsets and words compared with Hugging Face's, on difficult texts, with all kinds of settings.
@Suite struct TokenizerTests {
  @Test(arguments: [
    "uncased", "cased", "accents-kept", "accents-stripped-cased", "uncleaned", "added-tokens", "vocabulary-file",
    "vocabulary-file-cased",
  ])
  func encodesLikeHuggingFace(variant name: String) throws {
    let variant = try fixtureJSON(name)
    try checkRows(of: variant, texts: "texts", in: files(ofVariant: variant))
  }

  @Test func rangesAreWholeScalarsInOrder() throws {
    let texts = try #require(try fixtureJSON("texts").arrayValue).compactMap(\.stringValue)
    try withTemporaryFolder(files(ofVariant: fixtureJSON("uncased"))) { folder in
      let tokenizer = try Tokenizer(folder: folder.path)
      for text in texts {
        var last = 0..<0
        for token in tokenizer.encode(text) {
          #expect(!token.range.isEmpty && token.range.lowerBound >= last.lowerBound, "\(text.debugDescription)")
          last = token.range
          let part = Array(text.utf8)[token.range]
          #expect(String(validating: part, as: UTF8.self) != nil, "\(text.debugDescription)")
        }
      }
    }
  }

  /// Words and added tokens that repeatedly almost match the longest possible piece.
  @Test func theLongestPiecesTakeTimeProportionalToTheText() throws {
    let piece = String(repeating: "a", count: 1022)
    let file = """
      {"added_tokens": [{"content": "\(String(repeating: "b", count: 1024))"}], "pre_tokenizer": {"type": "BertPreTokenizer"},
       "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
                 "max_input_chars_per_word": 1000000000,
                 "vocab": {"[PAD]": 0, "[UNK]": 1, "[CLS]": 2, "[SEP]": 3, "a": 4, "##a": 5, "##\(piece)": 6}}}
      """
    let text =
      String(repeating: "a", count: 100_001) + " "
      + String(repeating: String(repeating: "b", count: 1023) + " ", count: 100)
    try withTemporaryFolder(["tokenizer.json": file]) { folder in
      let tokens = try Tokenizer(folder: folder.path).encode(text)
      #expect(tokens.prefix(100_001 / 1022 + 1).map(\.id) == [4] + Array(repeating: 6, count: 97))
      #expect(tokens.suffix(100).allSatisfy { $0.id == 1 })
    }
  }

  @Test func canonicallyEquivalentPiecesDiffer() throws {
    try withTemporaryFolder(files(ofVariant: fixtureJSON("accents-kept"))) { folder in
      let tokenizer = try Tokenizer(folder: folder.path)
      let composed = try #require(tokenizer.encode("\u{E9}").first)
      let decomposed = try #require(tokenizer.encode("e\u{301}").first)
      #expect(composed.id != decomposed.id)
      #expect(tokenizer.piece(composed.id).map { Array($0.unicodeScalars) } == ["\u{E9}"])
      #expect(tokenizer.piece(decomposed.id).map { Array($0.unicodeScalars) } == ["e", "\u{301}"])
    }
  }

  @Test func anAddedTokenInsideAnothersWhiteSpaceDoesNotTrap() throws {
    let file = """
      {"added_tokens": [
        {"id": 4, "content": "good", "normalized": true, "rstrip": true, "lstrip": false, "single_word": false, "special": false},
        {"id": 5, "content": " ", "normalized": true, "rstrip": false, "lstrip": true, "single_word": false, "special": false}],
       "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true, "strip_accents": null, "lowercase": true}, "pre_tokenizer": {"type": "BertPreTokenizer"}, "post_processor": null,
       "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "max_input_chars_per_word": 100,
        "vocab": {"[PAD]": 0, "[UNK]": 1, "[CLS]": 2, "[SEP]": 3, "good": 4, " ": 5, "a": 6}}}
      """
    try withTemporaryFolder(["tokenizer.json": file]) { folder in
      let tokenizer = try Tokenizer(folder: folder.path)
      for text in ["good ", " ", "good  good ", "a good ", ""] {
        for token in tokenizer.encode(text) { #expect(token.range.upperBound <= text.utf8.count) }
      }
    }
  }
}

import JSON
import Testing
import Tokenizers

/// Ids, offsets and words against Hugging Face's, on texts made to be hard, under every kind of settings.
@Suite struct TokenizerTests {
  @Test(arguments: [
    "uncased", "cased", "accents-kept", "accents-stripped-cased", "uncleaned", "added-tokens", "vocabulary-file",
    "vocabulary-file-cased",
  ])
  func encodesAsHuggingFaceDoes(variant name: String) throws {
    let variant = try fixtureJSON(name)
    let texts = try #require(try fixtureJSON("texts").arrayValue)
    let expected = try #require(variant["expected"]?.arrayValue)
    #expect(texts.count == expected.count)
    try withModelFolder(files(ofVariant: variant)) { folder in
      let tokenizer = try Tokenizer(folder: folder)
      for (text, row) in zip(texts, expected) {
        check(tokenizer, try #require(text.stringValue), gives: try #require(row.stringValue))
      }
    }
  }

  @Test func everyRangeIsWholeScalarsInOrder() throws {
    let texts = try #require(try fixtureJSON("texts").arrayValue).compactMap(\.stringValue)
    try withModelFolder(files(ofVariant: fixtureJSON("uncased"))) { folder in
      let tokenizer = try Tokenizer(folder: folder)
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

  @Test func canonicallyEquivalentPiecesAreDifferentPieces() throws {
    try withModelFolder(files(ofVariant: fixtureJSON("accents-kept"))) { folder in
      let tokenizer = try Tokenizer(folder: folder)
      let composed = try #require(tokenizer.encode("\u{E9}").first)
      let decomposed = try #require(tokenizer.encode("e\u{301}").first)
      #expect(composed.id != decomposed.id)
      #expect(tokenizer.piece(composed.id).map { Array($0.unicodeScalars) } == ["\u{E9}"])
      #expect(tokenizer.piece(decomposed.id).map { Array($0.unicodeScalars) } == ["e", "\u{301}"])
    }
  }

  /// One row of a fixture: "id,start,end,word" for each token.
  @Test func anAddedTokenWhoseWhiteSpaceIsTakenAlreadyDoesNotTrap() throws {
    let file = """
      {"added_tokens": [
        {"id": 4, "content": "good", "normalized": true, "rstrip": true, "lstrip": false, "single_word": false, "special": false},
        {"id": 5, "content": " ", "normalized": true, "rstrip": false, "lstrip": true, "single_word": false, "special": false}],
       "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true, "strip_accents": null, "lowercase": true}, "pre_tokenizer": {"type": "BertPreTokenizer"}, "post_processor": null,
       "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "max_input_chars_per_word": 100,
        "vocab": {"[PAD]": 0, "[UNK]": 1, "[CLS]": 2, "[SEP]": 3, "good": 4, " ": 5, "a": 6}}}
      """
    try withModelFolder(["tokenizer.json": file]) { folder in
      let tokenizer = try Tokenizer(folder: folder)
      for text in ["good ", " ", "good  good ", "a good ", ""] {
        for token in tokenizer.encode(text) { #expect(token.range.upperBound <= text.utf8.count) }
      }
    }
  }

  private func check(_ tokenizer: Tokenizer, _ text: String, gives expected: String) {
    let tokens = tokenizer.encode(text)
    let row = tokens.map { "\($0.id),\($0.range.lowerBound),\($0.range.upperBound),\($0.word)" }.joined(separator: " ")
    #expect(row == expected, "\(text.debugDescription) as \(tokens.map { tokenizer.piece($0.id) ?? "?" })")
  }
}

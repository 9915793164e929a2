import Testing

/// Errors of malformed or unsupported tokenizer files.
@Suite struct TokenizerErrorTests {
  @Test(
    arguments: [
      (
        [:],
        "FOLDER: none of tokenizer.json, vocab.txt and vocab.json was found; copy the tokenizer's"
      ),
      (["tokenizer.json": "["], "FOLDER/tokenizer.json is not valid JSON: "),
      (["tokenizer.json": "[]"], "FOLDER/tokenizer.json is not a JSON object; download it again"),
      (["tokenizer.json": "{}"], "FOLDER/tokenizer.json lacks the key 'model'; add it, or download the file again"),
      (["tokenizer.json": #"{"version": "2.0"}"#], "FOLDER/tokenizer.json has version 2.0; save it again"),
      (
        ["tokenizer.json": #"{"model": {"type": "WordLevel"}}"#],
        "FOLDER/tokenizer.json: 'model' is of type WordLevel, which is not supported; supported: WordPiece, BPE"
      ),
      (["tokenizer.json": #"{"model": {"vocab": {}}}"#], "FOLDER/tokenizer.json: 'model' is of type WordLevel, which"),
      (
        ["tokenizer.json": wordPieceFile(normalizer: #"{"type": "ByteLevel"}"#)],
        "FOLDER/tokenizer.json: 'normalizer' is of type ByteLevel, which is not supported; supported: BertNormalizer, "
      ),
      (
        [
          "tokenizer.json": wordPieceFile(
            normalizer: #"{"type": "Sequence", "normalizers": [{"type": "NFC"}, {"type": "Trim"}]}"#)
        ],
        "FOLDER/tokenizer.json: 'normalizer.normalizers[1]' is of type Trim, which is not supported"
      ),
      (
        [
          "tokenizer.json": wordPieceFile(
            normalizer: #"{"type": "Replace", "pattern": {"Regex": "a|b"}, "content": ""}"#)
        ],
        "FOLDER/tokenizer.json: 'normalizer.pattern.Regex' is the regular expression 'a|b', which is not supported; supported are"
      ),
      (
        [
          "tokenizer.json": wordPieceFile(normalizer: #"{"type": "Replace", "pattern": {"String": ""}, "content": ""}"#)
        ],
        "FOLDER/tokenizer.json: 'normalizer.pattern.String' has 0 bytes; 1 to 256 are supported"
      ),
      (
        ["tokenizer.json": wordPieceFile(normalizer: #"{"type": "Precompiled", "precompiled_charsmap": "!"}"#)],
        "FOLDER/tokenizer.json: 'normalizer.precompiled_charsmap' is not a SentencePiece character map in base64; download"
      ),
      (
        ["tokenizer.json": wordPieceFile(normalizer: growingNormalizer)],
        "FOLDER/tokenizer.json: 'normalizer' could make a text 10000 times as long in 4 steps; up to 256"
      ),
      (
        ["tokenizer.json": wordPieceFile(normalizer: sequence("normalizers", of: 3, #"{"type": "NFKC"}"#))],
        "FOLDER/tokenizer.json: 'normalizer' could make a text 1331 times as long in 3 steps; up to 256"
      ),
      (
        ["tokenizer.json": wordPieceFile(preTokenizer: sequence("pretokenizers", of: 30, byteLevelPreTokenizer))],
        "FOLDER/tokenizer.json: 'pre_tokenizer' could make a text 1000000000 times as long in 30 parts; up to 8 times"
      ),
      (
        [
          "tokenizer.json": wordPieceFile(
            preTokenizer: sequence("pretokenizers", of: 2, sequence("pretokenizers", of: 2, byteLevelPreTokenizer)))
        ],
        "FOLDER/tokenizer.json: 'pre_tokenizer' could make a text 16 times as long in 4 parts; up to 8 times"
      ),
      (
        ["tokenizer.json": wordPieceFile(preTokenizer: sequence("pretokenizers", of: 65, #"{"type": "Whitespace"}"#))],
        "FOLDER/tokenizer.json: 'pre_tokenizer' could make a text 1 times as long in 65 parts; up to 8 times"
      ),
      (
        ["tokenizer.json": wordPieceFile(vocabulary: #"{"\#(tooLongPiece)": 0}"#)],
        "FOLDER/tokenizer.json: 'model.vocab' has a piece of 1025 bytes; up to 1024 are supported"
      ),
      (
        ["vocab.txt": plainVocabulary + tooLongPiece],
        "FOLDER/vocab.txt has a piece of 1025 bytes; up to 1024 are supported"
      ),
      (
        ["vocab.txt": plainVocabulary, "tokenizer_config.json": #"{"mask_token": "\#(tooLongPiece)"}"#],
        "FOLDER/vocab.txt: the list of added tokens has a piece of 1025 bytes; up to 1024 are supported"
      ),
      (
        ["tokenizer.json": wordPieceFile(normalizer: #"{"type": "BertNormalizer", "lowercase": 1}"#)],
        "FOLDER/tokenizer.json: 'normalizer.lowercase' is neither true nor false"
      ),
      (
        ["tokenizer.json": wordPieceFile(preTokenizer: #"{"type": "UnicodeScripts"}"#)],
        "FOLDER/tokenizer.json: 'pre_tokenizer' is of type UnicodeScripts, which is not supported"
      ),
      (
        ["tokenizer.json": wordPieceFile(preTokenizer: #"{"type": "Metaspace", "replacement": "__"}"#)],
        "FOLDER/tokenizer.json: 'pre_tokenizer.replacement' is not one character; set it"
      ),
      (
        [
          "tokenizer.json": wordPieceFile(
            preTokenizer: #"{"type": "Metaspace", "replacement": "_", "prepend_scheme": "last"}"#)
        ],
        "FOLDER/tokenizer.json: 'pre_tokenizer.prepend_scheme' is last, which is not supported; supported: first, always, never"
      ),
      (
        [
          "tokenizer.json": wordPieceFile(
            preTokenizer: #"{"type": "Metaspace", "replacement": "_", "add_prefix_space": false}"#)
        ],
        "FOLDER/tokenizer.json: 'pre_tokenizer.add_prefix_space' is false, but prepend_scheme is not never; set prepend_scheme"
      ),
      (
        ["tokenizer.json": wordPieceFile(preTokenizer: #"{"type": "Punctuation", "behavior": "Removed"}"#)],
        "FOLDER/tokenizer.json: 'pre_tokenizer.behavior' is Removed, which is not supported; supported: Isolated"
      ),
      (
        ["tokenizer.json": unigramFile(#"[["<s>", 0], ["a"]]"#)],
        "FOLDER/tokenizer.json: 'model.vocab[1]' is not a [piece, score] pair"
      ),
      (
        ["tokenizer.json": unigramFile("{}")],
        "FOLDER/tokenizer.json: 'model.vocab' is not an array of [piece, score] pairs"
      ),
      (
        ["tokenizer.json": unigramFile(#"[["<s>", 0]]"#, unknown: "1")],
        "FOLDER/tokenizer.json: 'model.unk_id' is 1, but the vocabulary has 1 pieces"
      ),
      (
        ["tokenizer.json": unigramFile(#"[["<s>", 0]]"#, unknown: "null")],
        "FOLDER/tokenizer.json: 'model' lacks the key 'unk_id'; add"
      ),
      (
        ["sentencepiece.bpe.model": ""],
        "FOLDER/sentencepiece.bpe.model is not supported; make a tokenizer.json from it with: python3 -c 'import sys; from transformers"
      ),
      (
        ["tokenizer.json": wordPieceFile(postProcessor: #"{"type": "Unheard"}"#)],
        "FOLDER/tokenizer.json: 'post_processor' is of type Unheard, which is not supported"
      ),
      (
        ["tokenizer.json": wordPieceFile(postProcessor: #"{"type": "TemplateProcessing", "single": []}"#)],
        "FOLDER/tokenizer.json: 'post_processor.single' is not supported; only a special"
      ),
      (
        ["tokenizer.json": wordPieceFile(vocabulary: #"{"[UNK]": -1}"#)],
        "FOLDER/tokenizer.json: 'model.vocab' gives '[UNK]' the id -1; ids go from 0 to 2147483647"
      ),
      (
        ["tokenizer.json": wordPieceFile(vocabulary: #"{"a": 0}"#)],
        "FOLDER/tokenizer.json lacks the unknown token '[UNK]'; add it, or set unk_token to a token of the vocabulary"
      ),
      (
        ["tokenizer.json": wordPieceFile(vocabulary: #"{"[UNK]": 0}"#)],
        "FOLDER/tokenizer.json lacks the tokens that begin and end a text, '[CLS]' and '[SEP]'; set cls_token and sep_token"
      ),
      (
        [
          "tokenizer.json": wordPieceFile(
            postProcessor: #"{"type": "BertProcessing", "sep": ["b", 99], "cls": ["a", 4]}"#)
        ],
        "FOLDER/tokenizer.json lacks the tokens that begin and end a text, "
      ),
      (["vocab.txt": "a\n"], "FOLDER/vocab.txt lacks the unknown token '[UNK]'; add it, or set"),
      (
        ["vocab.txt": plainVocabulary, "tokenizer_config.json": #"{"tokenizer_class": "MPNetTokenizerFast"}"#],
        "FOLDER/tokenizer_config.json: 'tokenizer_class' is MPNetTokenizerFast, which is not supported with a vocab.txt; add"
      ),
      (
        ["vocab.txt": plainVocabulary, "config.json": #"{"tokenizer_class": "BertJapaneseTokenizer"}"#],
        "FOLDER/config.json: 'tokenizer_class' is BertJapaneseTokenizer, which is not supported with a vocab.txt; add"
      ),
      (
        ["vocab.txt": plainVocabulary, "tokenizer_config.json": #"{"word_tokenizer_type": "mecab"}"#],
        "FOLDER/tokenizer_config.json: 'word_tokenizer_type' is mecab, which is not supported with a vocab.txt; add"
      ),
      (
        ["vocab.txt": plainVocabulary, "tokenizer_config.json": #"{"do_lower_case": "yes"}"#],
        "FOLDER/tokenizer_config.json: 'do_lower_case' is neither true nor false"
      ),
      (
        ["vocab.txt": plainVocabulary, "added_tokens.json": #"{"x": "y"}"#],
        "FOLDER/added_tokens.json: 'x' is not a whole number"
      ),
      (
        ["vocab.txt": plainVocabulary, "special_tokens_map.json": #"{"sep_token": {"lstrip": true}}"#],
        "FOLDER/special_tokens_map.json: 'sep_token' lacks the key 'content'; add"
      ),
    ] as [([String: String], String)])
  func errorsNameTheFileTheKeyAndTheRemedy(files: [String: String], expected: String) throws {
    try checkError(of: files, startsWith: expected)
  }
}

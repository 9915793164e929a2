import Foundation
import TestSupport
import Testing
import Tokenizers

/// What is read from a model's folder, and what is said about one that cannot be read.
@Suite struct TokenizerFolderTests {
  @Test(
    arguments: [
      (#"{"model_max_length": 512}"#, 512), (#"{"model_max_length": 1000000000000000019884624838656}"#, nil),
      (#"{"model_max_length": 1e30}"#, nil), (#"{"model_max_length": null}"#, nil), ("{}", nil),
    ] as [(String, Int?)])
  func aLimitThatLimitsNothingIsNoLimit(config: String, expected: Int?) throws {
    try withTemporaryFolder(["vocab.txt": plain, "tokenizer_config.json": config]) { folder in
      let tokenizer = try Tokenizer(folder: folder.path)
      #expect(tokenizer.modelMaxLength == expected)
    }
  }

  @Test func specialTokensAreFoundByPostProcessorOrName() throws {
    try check(["vocab.txt": plain], start: 2, end: 3, count: 8)
    try check(["tokenizer.json": file()], start: 2, end: 3, count: 6)
    try check(
      ["tokenizer.json": file(postProcessor: #"{"type": "BertProcessing", "sep": ["b", 5], "cls": ["a", 4]}"#)],
      start: 4, end: 5, count: 6)
    try check(
      ["tokenizer.json": file(), "tokenizer_config.json": #"{"cls_token": "a"}"#],
      start: 4, end: 3, count: 6)
    try check(
      ["vocab.txt": plain, "special_tokens_map.json": #"{"sep_token": "new"}"#],
      start: 2, end: 8, count: 9)
  }

  @Test func tokenizerFileGoesBeforeVocabularyFile() throws {
    try withTemporaryFolder(["tokenizer.json": file(), "vocab.txt": plain]) { folder in
      let tokenizer = try Tokenizer(folder: folder.path)
      #expect(tokenizer.vocabularyCount == 6)
    }
  }

  @Test func linesOfAVocabularyFileAreCountedAsTheyStand() throws {
    try withTemporaryFolder(["vocab.txt": "[PAD]\r\n[UNK]\n\n[CLS]\n[SEP] \na\na\n"]) { folder in
      let tokenizer = try Tokenizer(folder: folder.path)
      #expect(tokenizer.startID == 3)
      #expect(tokenizer.endID == 4)
      #expect(tokenizer.encode("a").map(\.id) == [6])
      #expect(tokenizer.piece(2) == "")
      #expect(tokenizer.piece(7) == nil)
      #expect(tokenizer.piece(-1) == nil)
    }
  }

  @Test(
    arguments: [
      (
        [:],
        "FOLDER holds none of tokenizer.json, vocab.txt and vocab.json; copy the tokenizer's files into the model's"
      ),
      (["tokenizer.json": "["], "FOLDER/tokenizer.json cannot be read as JSON: "),
      (["tokenizer.json": "[]"], "FOLDER/tokenizer.json does not hold a JSON object"),
      (["tokenizer.json": "{}"], "FOLDER/tokenizer.json lacks the key 'model'; take the file from where"),
      (["tokenizer.json": #"{"version": "2.0"}"#], "FOLDER/tokenizer.json has version 2.0; save it again"),
      (
        ["tokenizer.json": #"{"model": {"type": "WordLevel"}}"#],
        "FOLDER/tokenizer.json: 'model' is of type WordLevel, which is not supported; supported: WordPiece, BPE"
      ),
      (["tokenizer.json": #"{"model": {"vocab": {}}}"#], "FOLDER/tokenizer.json: 'model' is of type WordLevel, which"),
      (
        ["tokenizer.json": file(normalizer: #"{"type": "ByteLevel"}"#)],
        "FOLDER/tokenizer.json: 'normalizer' is of type ByteLevel, which is not supported; supported: BertNormalizer, "
      ),
      (
        [
          "tokenizer.json": file(
            normalizer: #"{"type": "Sequence", "normalizers": [{"type": "NFC"}, {"type": "Trim"}]}"#)
        ],
        "FOLDER/tokenizer.json: 'normalizer.normalizers[1]' is of type Trim, which is not supported"
      ),
      (
        ["tokenizer.json": file(normalizer: #"{"type": "Replace", "pattern": {"Regex": "a|b"}, "content": ""}"#)],
        "FOLDER/tokenizer.json: 'normalizer.pattern.Regex' is the regular expression 'a|b', which is not supported; supported are"
      ),
      (
        ["tokenizer.json": file(normalizer: #"{"type": "Replace", "pattern": {"String": ""}, "content": ""}"#)],
        "FOLDER/tokenizer.json: 'normalizer.pattern.String' has 0 bytes; 1 to 256 are supported"
      ),
      (
        ["tokenizer.json": file(normalizer: #"{"type": "Precompiled", "precompiled_charsmap": "!"}"#)],
        "FOLDER/tokenizer.json: 'normalizer.precompiled_charsmap' is not a SentencePiece character map in base64; take"
      ),
      (
        ["tokenizer.json": file(normalizer: growing)],
        "FOLDER/tokenizer.json: 'normalizer' could make a text 10000 times as long in 4 steps; that is not supported"
      ),
      (
        ["tokenizer.json": file(normalizer: sequence("normalizers", of: 3, #"{"type": "NFKC"}"#))],
        "FOLDER/tokenizer.json: 'normalizer' could make a text 1331 times as long in 3 steps; that is not supported"
      ),
      (
        ["tokenizer.json": file(preTokenizer: sequence("pretokenizers", of: 30, byteLevel))],
        "FOLDER/tokenizer.json: 'pre_tokenizer' could make a text 1000000000 times as long in 30 parts; that is not supported"
      ),
      (
        [
          "tokenizer.json": file(
            preTokenizer: sequence("pretokenizers", of: 2, sequence("pretokenizers", of: 2, byteLevel)))
        ],
        "FOLDER/tokenizer.json: 'pre_tokenizer' could make a text 16 times as long in 4 parts; that is not supported"
      ),
      (
        ["tokenizer.json": file(preTokenizer: sequence("pretokenizers", of: 65, #"{"type": "Whitespace"}"#))],
        "FOLDER/tokenizer.json: 'pre_tokenizer' could make a text 1 times as long in 65 parts; that is not supported"
      ),
      (
        ["tokenizer.json": file(vocabulary: #"{"\#(long)": 0}"#)],
        "FOLDER/tokenizer.json: 'model.vocab' holds a piece of 1025 bytes; pieces of up to 1024 are supported"
      ),
      (
        ["vocab.txt": plain + long],
        "FOLDER/vocab.txt holds a piece of 1025 bytes; pieces of up to 1024 are supported"
      ),
      (
        ["vocab.txt": plain, "tokenizer_config.json": #"{"mask_token": "\#(long)"}"#],
        "FOLDER/vocab.txt: the list of added tokens holds a piece of 1025 bytes; pieces of up to 1024 are supported"
      ),
      (
        ["tokenizer.json": file(normalizer: #"{"type": "BertNormalizer", "lowercase": 1}"#)],
        "FOLDER/tokenizer.json: 'normalizer.lowercase' is neither true nor false"
      ),
      (
        ["tokenizer.json": file(preTokenizer: #"{"type": "UnicodeScripts"}"#)],
        "FOLDER/tokenizer.json: 'pre_tokenizer' is of type UnicodeScripts, which is not supported"
      ),
      (
        ["tokenizer.json": file(preTokenizer: #"{"type": "Metaspace", "replacement": "__"}"#)],
        "FOLDER/tokenizer.json: 'pre_tokenizer.replacement' is not one character"
      ),
      (
        ["tokenizer.json": file(preTokenizer: #"{"type": "Metaspace", "replacement": "_", "prepend_scheme": "last"}"#)],
        "FOLDER/tokenizer.json: 'pre_tokenizer.prepend_scheme' is last, which is not supported; supported: first, always, never"
      ),
      (
        [
          "tokenizer.json": file(preTokenizer: #"{"type": "Metaspace", "replacement": "_", "add_prefix_space": false}"#)
        ],
        "FOLDER/tokenizer.json: 'pre_tokenizer.add_prefix_space' is false, but prepend_scheme is not never; set that"
      ),
      (
        ["tokenizer.json": file(preTokenizer: #"{"type": "Punctuation", "behavior": "Removed"}"#)],
        "FOLDER/tokenizer.json: 'pre_tokenizer.behavior' is Removed, which is not supported; supported: Isolated"
      ),
      (
        ["tokenizer.json": unigram(#"[["<s>", 0], ["a"]]"#)],
        "FOLDER/tokenizer.json: 'model.vocab[1]' is not a piece and its score"
      ),
      (["tokenizer.json": unigram("{}")], "FOLDER/tokenizer.json: 'model.vocab' is not an array of pieces and scores"),
      (
        ["tokenizer.json": unigram(#"[["<s>", 0]]"#, unknown: "1")],
        "FOLDER/tokenizer.json: 'model.unk_id' is 1, but the vocabulary has 1 pieces"
      ),
      (
        ["tokenizer.json": unigram(#"[["<s>", 0]]"#, unknown: "null")],
        "FOLDER/tokenizer.json: 'model' lacks the key 'unk_id'; take"
      ),
      (
        ["sentencepiece.bpe.model": ""],
        "FOLDER/sentencepiece.bpe.model is not read directly; make a tokenizer.json from it with: python3 -c 'import sys; from transformers"
      ),
      (
        ["tokenizer.json": file(postProcessor: #"{"type": "Unheard"}"#)],
        "FOLDER/tokenizer.json: 'post_processor' is of type Unheard, which is not supported"
      ),
      (
        ["tokenizer.json": file(postProcessor: #"{"type": "TemplateProcessing", "single": []}"#)],
        "FOLDER/tokenizer.json: 'post_processor.single' is not one special token, the sequence, one special token, which"
      ),
      (
        ["tokenizer.json": file(vocabulary: #"{"[UNK]": -1}"#)],
        "FOLDER/tokenizer.json: 'model.vocab' gives '[UNK]' the id -1; ids go from 0 to 2147483647"
      ),
      (
        ["tokenizer.json": file(vocabulary: #"{"a": 0}"#)],
        "FOLDER/tokenizer.json lacks the unknown token '[UNK]'; add it, or name one that is there as unk_token"
      ),
      (
        ["tokenizer.json": file(vocabulary: #"{"[UNK]": 0}"#)],
        "FOLDER/tokenizer.json lacks the tokens that begin and end a text, '[CLS]' and '[SEP]'; name tokens that are there"
      ),
      (
        ["tokenizer.json": file(postProcessor: #"{"type": "BertProcessing", "sep": ["b", 99], "cls": ["a", 4]}"#)],
        "FOLDER/tokenizer.json lacks the tokens that begin and end a text, "
      ),
      (["vocab.txt": "a\n"], "FOLDER/vocab.txt lacks the unknown token '[UNK]'; add it, or name one"),
      (
        ["vocab.txt": plain, "tokenizer_config.json": #"{"tokenizer_class": "MPNetTokenizerFast"}"#],
        "FOLDER/tokenizer_config.json: 'tokenizer_class' is MPNetTokenizerFast, which is not supported with a vocab.txt; add"
      ),
      (
        ["vocab.txt": plain, "config.json": #"{"tokenizer_class": "BertJapaneseTokenizer"}"#],
        "FOLDER/config.json: 'tokenizer_class' is BertJapaneseTokenizer, which is not supported with a vocab.txt; add"
      ),
      (
        ["vocab.txt": plain, "tokenizer_config.json": #"{"word_tokenizer_type": "mecab"}"#],
        "FOLDER/tokenizer_config.json: 'word_tokenizer_type' is mecab, which is not supported with a vocab.txt; add"
      ),
      (
        ["vocab.txt": plain, "tokenizer_config.json": #"{"do_lower_case": "yes"}"#],
        "FOLDER/tokenizer_config.json: 'do_lower_case' is neither true nor false"
      ),
      (
        ["vocab.txt": plain, "added_tokens.json": #"{"x": "y"}"#],
        "FOLDER/added_tokens.json: 'x' is not a whole number"
      ),
      (
        ["vocab.txt": plain, "special_tokens_map.json": #"{"sep_token": {"lstrip": true}}"#],
        "FOLDER/special_tokens_map.json: 'sep_token' lacks the key 'content'; take"
      ),
    ] as [([String: String], String)])
  func errorsNameFileAndKeyAndWhatToDo(files: [String: String], expected: String) throws {
    try withTemporaryFolder(files) { folder in
      let error = #expect(throws: TokenizerError.self) { try Tokenizer(folder: folder.path) }
      let description = error?.description.replacing(folder.path, with: "FOLDER") ?? ""
      #expect(description.hasPrefix(expected), "\(description)")
    }
  }

  /// With all of these for the tokens in all of those roles, a search of the list for each would take minutes.
  @Test(.timeLimit(.minutes(1))) func aHundredThousandAddedTokensAreReadInGoodTime() throws {
    let count = 100_000
    let decoder = (0..<count).map { number in #""\#(number + 8)": {"content": "t\#(number)", "lstrip": true}"# }
    let roles = (0..<count).map { number in #""r\#(number)_token": "t\#(number)""# }
    let config =
      "{" + roles.joined(separator: ",") + #","added_tokens_decoder": {"# + decoder.joined(separator: ",") + "}}"
    try withTemporaryFolder(["vocab.txt": plain, "tokenizer_config.json": config]) { folder in
      let tokenizer = try Tokenizer(folder: folder.path)
      #expect(tokenizer.encode("a  t99999").map(\.range) == [0..<1, 1..<9])
    }
  }

  @Test func whatIsNoRegularFileIsRefused() throws {
    for name in ["tokenizer.json", "vocab.txt", "tokenizer_config.json"] {
      try withTemporaryFolder([:]) { folder in
        let file = folder.path + "/" + name
        #expect(unsafe mkfifo(file, 0o600) == 0)
        checkRefusal(of: folder.path, "\(file): is not a regular file; put")
        try FileManager.default.removeItem(atPath: file)
        try FileManager.default.createDirectory(atPath: file, withIntermediateDirectories: false)
        checkRefusal(of: folder.path, "\(file): is not a regular file; put")
        try FileManager.default.removeItem(atPath: file)
        try FileManager.default.createSymbolicLink(atPath: file, withDestinationPath: "/dev/zero")
        checkRefusal(of: folder.path, "\(file): is not a regular file; put")
      }
    }
  }

  @Test func filesThatAreTooLargeAreNotRead() throws {
    for (name, most) in [("tokenizer.json", 1 << 27), ("vocab.txt", 1 << 27), ("tokenizer_config.json", 1 << 24)] {
      try withTemporaryFolder([name: ""]) { folder in
        let file = folder.path + "/" + name
        // A hole takes no room on the disk.
        #expect(unsafe truncate(file, off_t(most + 1)) == 0)
        checkRefusal(of: folder.path, "\(file): has \(most + 1) bytes, more than the \(most) that such a file may have")
      }
    }
  }

  private func checkRefusal(of folder: String, _ expected: String) {
    let error = #expect(throws: TokenizerError.self) { try Tokenizer(folder: folder) }
    #expect(error?.description.hasPrefix(expected) == true, "\(error?.description ?? "")")
  }

  @Test func aLinkThatLeadsNowhereIsNoMissingFile() throws {
    try withTemporaryFolder(["vocab.txt": plain]) { folder in
      let link = folder.path + "/tokenizer_config.json"
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "../../blobs/absent")
      let error = #expect(throws: TokenizerError.self) { try Tokenizer(folder: folder.path) }
      #expect(error?.description == "\(link): is a link that leads nowhere; put the file itself there")
    }
  }

  private func check(
    _ files: [String: String], start: Int, end: Int, count: Int
  ) throws {
    try withTemporaryFolder(files) { folder in
      let tokenizer = try Tokenizer(folder: folder.path)
      #expect(tokenizer.startID == start, "\(files)")
      #expect(tokenizer.endID == end, "\(files)")
      #expect(tokenizer.vocabularyCount == count, "\(files)")
    }
  }
}

private let plain = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\nb\n##b\n"

/// A tokenizer.json of which parts are replaced.
private func file(
  vocabulary: String = #"{"[PAD]": 0, "[UNK]": 1, "[CLS]": 2, "[SEP]": 3, "a": 4, "b": 5}"#,
  normalizer: String = "null", preTokenizer: String = #"{"type": "BertPreTokenizer"}"#, postProcessor: String = "null"
) -> String {
  """
  {"version": "1.0", "normalizer": \(normalizer), "pre_tokenizer": \(preTokenizer), "post_processor": \(postProcessor),
   "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "max_input_chars_per_word": 100,
             "vocab": \(vocabulary)}}
  """
}

/// A tokenizer.json with a Unigram model.
private func unigram(_ vocabulary: String, unknown: String = "0") -> String {
  #"{"model": {"type": "Unigram", "unk_id": \#(unknown), "vocab": \#(vocabulary)}}"#
}

/// One byte more than a piece may have.
private let long = String(repeating: "a", count: 1025)
private let byteLevel = #"{"type": "ByteLevel", "add_prefix_space": false}"#

private func sequence(_ key: String, of count: Int, _ part: String) -> String {
  #"{"type": "Sequence", "\#(key)": ["# + Array(repeating: part, count: count).joined(separator: ",") + "]}"
}

/// A normaliser that makes ten of one, four times.
private let growing =
  #"{"type": "Sequence", "normalizers": ["#
  + ["aa", "bb", "cc", "dd"].map {
    #"{"type": "Replace", "pattern": {"String": "\#($0)"}, "content": "aaaaaaaaaabbbbbbbbbb"}"#
  }
  .joined(separator: ",") + "]}"

import Foundation
import TestSupport
import Testing
import Tokenizers

/// A small vocab.txt.
let plainVocabulary = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\nb\n##b\n"

/// A tokenizer.json with a WordPiece model and the given parts.
func wordPieceFile(
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
func unigramFile(_ vocabulary: String, unknown: String = "0") -> String {
  #"{"model": {"type": "Unigram", "unk_id": \#(unknown), "vocab": \#(vocabulary)}}"#
}

/// A piece of one byte over the limit.
let tooLongPiece = String(repeating: "a", count: 1025)
let byteLevelPreTokenizer = #"{"type": "ByteLevel", "add_prefix_space": false}"#

/// A sequence of a number of equal parts.
func sequence(_ key: String, of count: Int, _ part: String) -> String {
  #"{"type": "Sequence", "\#(key)": ["# + Array(repeating: part, count: count).joined(separator: ",") + "]}"
}

/// A normaliser whose four steps each make a text ten times as long.
let growingNormalizer =
  #"{"type": "Sequence", "normalizers": ["#
  + ["aa", "bb", "cc", "dd"].map {
    #"{"type": "Replace", "pattern": {"String": "\#($0)"}, "content": "aaaaaaaaaabbbbbbbbbb"}"#
  }
  .joined(separator: ",") + "]}"

/// Checks that loading a folder with these files throws an error that starts with a text, in which FOLDER is the folder's path.
func checkError(
  of files: [String: String], startsWith expected: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  try withTemporaryFolder(files) { folder in
    let error = #expect(throws: TokenizerError.self, sourceLocation: sourceLocation) {
      try Tokenizer(folder: folder.path)
    }
    let description = error?.description.replacing(folder.path, with: "FOLDER") ?? ""
    #expect(description.hasPrefix(expected), "\(description)", sourceLocation: sourceLocation)
  }
}

import Foundation
import JSON
import TestSupport
import Testing
import Tokenizers

/// Settings of tokenizer_config.json that contradict tokenizer.json.
struct TokenizerConfigTests {
  /// The rows of Tests/Reference/make_tokenizer_config_fixtures.py.
  @Test func settingsOverrideTheTokenizerFileAsInTransformers() throws {
    let fixture = try fixtureJSON("tokenizer-config")
    let text = try #require(fixture["text"]?.stringValue)
    let contents = try #require(fixture["files"]?.arrayValue).compactMap(\.stringValue)
    for row in try #require(fixture["rows"]?.arrayValue) {
      var files: [String: String] = [:]
      for (name, index) in try #require(row["files"]?.objectValue) {
        files[name] = contents[try #require(index.intValue)]
      }
      try withTemporaryFolder(files) { folder in
        let tokenizer = try Tokenizer(folder: folder.path)
        let name = row["name"]?.stringValue ?? ""
        #expect(tokenizer.encode(text).map(\.id) == row["ids"]?.arrayValue?.compactMap(\.intValue), "\(name)")
        // Other differences, such as an explicit `strip_accents` that follows from the case, change no token and are not said.
        if row["differs"]?.boolValue == true { #expect(tokenizer.warnings.count == 1, "\(name)") }
      }
    }
  }

  @Test func warnsOfAContradiction() throws {
    let cased = wordPieceFile(
      normalizer:
        #"{"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true, "strip_accents": null, "lowercase": false}"#
    )
    let cases = [
      (
        #"{"tokenizer_class": "BertTokenizer", "do_lower_case": true}"#,
        #""do_lower_case" is true, which contradicts the"#
      ),
      (
        #"{"tokenizer_class": "BertTokenizerFast"}"#,
        #""do_lower_case" is missing, which means true, which contradicts"#
      ),
      (
        #"{"tokenizer_class": "BertTokenizer", "do_lower_case": false, "strip_accents": true}"#,
        #"tokenizer_config.json: "strip_accents" is true, which contradicts the normalizer of tokenizer.json and overrides it"#
      ),
      (#"{"tokenizer_class": "BertTokenizer", "do_lower_case": false}"#, nil),
      (#"{"tokenizer_class": "PreTrainedTokenizerFast", "do_lower_case": true}"#, nil), ("{}", nil),
    ]
    for (config, warning) in cases {
      try withTemporaryFolder(["tokenizer.json": cased, "tokenizer_config.json": config]) { folder in
        let warnings = try Tokenizer(folder: folder.path).warnings
        #expect(warnings.count == (warning == nil ? 0 : 1), "\(config): \(warnings)")
        if let warning { #expect(warnings.first?.contains(warning) == true, "\(warnings)") }
      }
    }
  }

  @Test func aPointerOfGitLFSIsNamed() throws {
    let pointer =
      "version https://git-lfs.github.com/spec/v1\noid sha256:\(String(repeating: "0", count: 64))\nsize 711661\n"
    try withTemporaryFolder(["tokenizer.json": pointer]) { folder in
      let error = #expect(throws: TokenizerError.self) { try Tokenizer(folder: folder.path) }
      let expected =
        "is a Git LFS pointer of \(pointer.utf8.count) bytes, not the file itself; download the file, in its folder"
      #expect(error?.description == "\(folder.path)/tokenizer.json: \(expected): git lfs pull")
    }
  }
}

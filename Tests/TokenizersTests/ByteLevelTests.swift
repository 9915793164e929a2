import JSON
import TestSupport
import Testing

@testable import Tokenizers

/// Byte-level tokens compared with Hugging Face's, on difficult texts, with all kinds of settings.
@Suite struct ByteLevelTests {
  @Test(arguments: [
    "plain", "prefixed", "untrimmed", "sequence", "unsplit", "unknown", "dropped", "bytes", "marked", "files",
    "files-prefixed",
  ])
  func encodesLikeHuggingFace(variant name: String) throws {
    let variant = try fixtureJSON("byte-level-" + name)
    try checkRows(of: variant, texts: "byte-level-texts", in: byteLevelFiles(of: variant))
  }

  @Test(
    arguments: [
      ("", []), ("Good movie", ["Good", " movie"]), ("don't they'll I'm", ["don", "'t", " they", "'ll", " I", "'m"]),
      ("we've you're 'd's", ["we", "'ve", " you", "'re", " '", "d", "'s"]),
      ("I'LL 'v 'l", ["I", "'", "LL", " '", "v", " '", "l"]),
      ("a  b\n\nc", ["a", " ", " b", "\n", "\n", "c"]), ("a \n b", ["a", " \n", " b"]), ("a   ", ["a", "   "]),
      (" ", [" "]), ("\u{A0}a\u{3000}\u{3000}b", ["\u{A0}", "a", "\u{3000}", "\u{3000}", "b"]),
      ("x1½2ⅷ!?", ["x", "1½2ⅷ", "!?"]), (" 12 !", [" 12", " !"]), ("é e\u{301}x", ["é", " e", "\u{301}", "x"]),
      ("好看👍🏽👍", ["好看", "👍🏽👍"]), ("a\u{200B}b\u{85}c", ["a", "\u{200B}", "b", "\u{85}", "c"]), ("'", ["'"]),
      ("'r", ["'", "r"]),
    ] as [(String, [String])])
  func splitsLikeGPT2sRegularExpression(text: String, expected: [String]) {
    let bytes = Array(text.utf8)
    var words = ByteLevelWords(of: bytes, in: 0..<bytes.count)
    var found: [String] = []
    while let word = words.next() { found.append(String(decoding: bytes[word], as: UTF8.self)) }
    #expect(found.elementsEqual(expected) { $0.utf8.elementsEqual($1.utf8) }, "\(text.debugDescription): \(found)")
  }

  @Test func everyByteHasItsOwnCharacter() throws {
    var text = NormalizedText()
    for byte in UInt8.min...UInt8.max { text.append(byte: byte, from: Int(byte)) }
    var characters = NormalizedText()
    ByteAlphabet.shared.append(0..<256, of: text, to: &characters)
    let scalars = String(decoding: characters.bytes, as: UTF8.self).unicodeScalars
    #expect(Set(scalars).count == 256)
    #expect(scalars.allSatisfy { !$0.properties.isWhitespace && $0.value < 0x144 })
    #expect(String(String.UnicodeScalarView(scalars.dropFirst(0x1F).prefix(4))) == "ğĠ!\"")
  }

  @Test func usesRobertasSpecialTokens() throws {
    for name in ["plain", "files"] {
      try withTemporaryFolder(byteLevelFiles(of: fixtureJSON("byte-level-" + name))) { folder in
        let tokenizer = try Tokenizer(folder: folder.path)
        #expect(tokenizer.startID == 0)
        #expect(tokenizer.endID == 2)
        #expect(tokenizer.piece(tokenizer.vocabularyCount - 1) == "<mask>")
      }
    }
  }
}

/// The files of a variant, completed with the shared vocabulary and merges.
func byteLevelFiles(of variant: JSONValue) throws -> [String: String] {
  var files: [String: String] = [:]
  for (name, content) in try #require(variant["files"]?.objectValue) {
    files[name] = (name == "tokenizer.json" ? try withVocabularyAndMerges(content) : content).serialized()
  }
  if files["tokenizer.json"] == nil {
    files["vocab.json"] = try fixture("byte-level-vocabulary.json")
    files["merges.txt"] = try fixture("byte-level-merges.txt")
  }
  return files
}

private func withVocabularyAndMerges(_ file: JSONValue) throws -> JSONValue {
  var file = try #require(file.objectValue)
  var model = try #require(file["model"]?.objectValue)
  if model["vocab"] == nil { model["vocab"] = try fixtureJSON("byte-level-vocabulary") }
  if model["merges"] == nil {
    let lines = try fixture("byte-level-merges.txt").split(separator: "\n").dropFirst()
    model["merges"] = .array(lines.map { .string(String($0)) })
  }
  file["model"] = .object(model)
  return .object(file)
}

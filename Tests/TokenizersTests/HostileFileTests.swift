import Foundation
import JSON
import TestSupport
import Testing
import Tokenizers

/// Tokenizer files with random changes: each gives an error that names the file, or a working tokenizer.
@Suite struct HostileFileTests {
  @Test(arguments: ["map", "nfd", "replacements", "whitespace", "bert-inside"])
  func changedUnigramFilesGiveErrorsOrTokenizers(variant name: String) throws {
    try check(unigramFiles(of: fixtureJSON("unigram-" + name)), seed: 2)
  }

  @Test(arguments: ["sequence", "bytes", "marked", "files", "files-prefixed"])
  func changedByteLevelFilesGiveErrorsOrTokenizers(variant name: String) throws {
    try check(byteLevelFiles(of: fixtureJSON("byte-level-" + name)), seed: 3)
  }

  @Test(arguments: ["added-tokens", "vocabulary-file", "vocabulary-file-cased"])
  func changedWordPieceFilesGiveErrorsOrTokenizers(variant name: String) throws {
    try check(files(ofVariant: fixtureJSON(name)), seed: 4)
  }

  /// Changes one file each round: values of a JSON file, or bytes of any file.
  private func check(_ files: [String: String], seed: UInt64) throws {
    let names = files.keys.sorted()
    var mutation = Mutation(chance: SeededGenerator(seed: seed))
    var tokenizers = 0
    for round in 0..<60 * moreRounds {
      var changed = files
      let name = names[round % names.count]
      let file = try #require(files[name])
      if name.hasSuffix(".json"), round / names.count % 4 > 0 {
        var value = try JSONValue(parsing: file)
        for _ in 0...mutation.chance.below(3) { value = mutation.change(value) }
        changed[name] = value.serialized()
      } else {
        changed[name] = mutation.damage(file)
      }
      try withTemporaryFolder(changed) { folder in
        do {
          let tokenizer = try Tokenizer(folder: folder.path)
          tokenizers += 1
          for text in Self.texts {
            for token in tokenizer.encode(text) {
              #expect(token.range.upperBound <= text.utf8.count && tokenizer.piece(token.id) != nil, "round \(round)")
            }
          }
        } catch {
          #expect(error is TokenizerError && "\(error)".hasPrefix(folder.path), "round \(round): \(error)")
        }
      }
    }
    #expect(tokenizers > 0)
  }

  private static let texts = [
    "", " ", "The plot was terrible.", "ﬁ\u{301} ™\u{1E}g e\u{301} \u{1}",
    "好看 한국 \u{1112}\u{1161}\u{11AB} 👩\u{200D}👩 \u{600}", "<mask> [SEP] ▁▁ zz",
    String(repeating: "ab", count: 200),
  ]
}

/// Random changes to a file.
private struct Mutation {
  var chance: SeededGenerator

  /// A text with a few parts changed, duplicated or removed.
  mutating func damage(_ file: String) -> String {
    var bytes = Array(file.utf8)
    for _ in 0...roll(3) where !bytes.isEmpty {
      let start = roll(bytes.count)
      let part = start..<min(bytes.count, start + roll(30))
      switch roll(4) {
      case 0: bytes[start] = UInt8(truncatingIfNeeded: roll(256))
      case 1: bytes.removeSubrange(part)
      case 2: bytes.insert(contentsOf: bytes[part], at: roll(bytes.count))
      default: bytes[start] = chance.pick(Array("\" ,:{}0-9\n#".utf8))
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The value with one change somewhere inside it.
  mutating func change(_ value: JSONValue) -> JSONValue {
    switch value {
    case .object(let object):
      let keys = object.keys
      guard !keys.isEmpty, roll(8) > 0 else { return scalar() }
      let key = keys[roll(keys.count)]
      var changed = JSONObject()
      for (other, member) in object {
        if other != key {
          changed[other] = member
        } else if roll(6) > 0 {  // otherwise the member is removed
          changed[other] = change(member)
        }
      }
      return .object(changed)
    case .array(var elements):
      guard !elements.isEmpty, roll(8) > 0 else { return scalar() }
      let index = roll(elements.count)
      switch roll(6) {
      case 0: elements.remove(at: index)
      case 1: elements.insert(elements[index], at: roll(elements.count))
      default: elements[index] = change(elements[index])
      }
      return .array(elements)
    case .string(let string):
      var scalars = Array(string.unicodeScalars)
      guard !scalars.isEmpty, roll(4) > 0 else { return scalar() }
      scalars[roll(scalars.count)] = ["A", "\0", "/", "▁", " ", "é", "\u{301}", "9"][roll(8)]
      return .string(String(String.UnicodeScalarView(scalars)))
    default: return scalar()
    }
  }

  private mutating func scalar() -> JSONValue {
    [
      .null, .bool(true), .bool(false), 0, 1, -1, 3, 2_147_483_647, 4_294_967_296, 0.5, -1e308, 1e308, "", " ", "[SEP]",
      "Sequence", "NFKC", "never", .array([]), .object(JSONObject()),
    ][roll(20)]
  }

  private mutating func roll(_ limit: Int) -> Int { chance.below(limit) }
}

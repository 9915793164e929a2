import Foundation
import JSON
import Testing
import Tokenizers

/// Files of tokenizers with random changes: each gives an error that says something, or a tokenizer that works.
@Suite struct HostileFileTests {
  @Test(arguments: ["map", "nfd", "replacements", "whitespace", "bert-inside"])
  func changedUnigramFilesGiveErrorsOrTokenizers(variant name: String) throws {
    try check(unigramFiles(of: fixtureJSON("unigram-" + name)), seed: 2)
  }

  @Test func changedWordPieceFilesGiveErrorsOrTokenizers() throws {
    try check(files(ofVariant: fixtureJSON("added-tokens")), seed: 3)
  }

  /// TOKENIZER_FUZZ in the environment asks for more rounds than the few that a test has time for.
  private func check(_ files: [String: String], seed: UInt64) throws {
    let rounds = ProcessInfo.processInfo.environment["TOKENIZER_FUZZ"].flatMap(Int.init) ?? 60
    let original = try JSONValue(parsing: try #require(files["tokenizer.json"]))
    var generator = SplitMix(state: seed)
    var tokenizers = 0
    for round in 0..<rounds {
      var mutation = Mutation(generator: generator)
      var file = original
      for _ in 0...generator.next() % 3 { file = mutation.change(file) }
      generator = mutation.generator
      var text = Array(file.serialized().utf8)
      if round % 4 == 0 {  // bytes rather than values
        text[Int(generator.next() % UInt64(text.count))] = UInt8(truncatingIfNeeded: generator.next() % 0x80)
      }
      try withModelFolder(["tokenizer.json": String(decoding: text, as: UTF8.self)]) { folder in
        do {
          let tokenizer = try Tokenizer(folder: folder)
          tokenizers += 1
          for text in Self.texts {
            for token in tokenizer.encode(text) {
              #expect(token.range.upperBound <= text.utf8.count && tokenizer.piece(token.id) != nil, "round \(round)")
            }
          }
        } catch {
          #expect(error is TokenizerError && "\(error)".count > folder.count, "round \(round): \(error)")
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

/// Random changes to a JSON value.
private struct Mutation {
  var generator: SplitMix

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
        } else if roll(6) > 0 {  // otherwise the member is left out
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

  private mutating func roll(_ count: Int) -> Int { Int(generator.next() % UInt64(count)) }
}

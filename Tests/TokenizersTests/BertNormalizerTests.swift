import Testing

@testable import Tokenizers

/// The normalised text and the origins of its scalars.
@Suite struct BertNormalizerTests {
  typealias Settings = BertNormalizer.Settings

  private static let allOff = Settings(
    cleansText: false, spacesIdeographs: false, stripsAccents: false, lowercases: false)

  @Test(arguments: [
    ("Plain TEXT", "plain text"), ("a\u{0}b\u{200B}c\u{FFFD}", "abc"), ("a\tb\u{3000}c", "a b c"), ("a中b", "a 中 b"),
    ("é e\u{301}", "e e"), ("İI", "ii"), ("ΌΣΟΣ", "οσοσ"), ("ǅ", "ǆ"), ("Ꭰ", "ꭰ"), ("각", "\u{1100}\u{1161}\u{11A8}"),
    ("\u{F900}", " 豈 "), ("\u{378}", "\u{378}"), ("Å", "a"), ("ẞ", "ß"),
  ])
  func appliesEveryStep(text: String, expected: String) {
    check(Settings(), text, gives: expected)
  }

  @Test(
    arguments: [
      (Settings(stripsAccents: false), "İÉ", "i\u{307}é"), (Settings(lowercases: false), "İÉ", "IE"),
      (Settings(cleansText: false), "\u{0}\tA", "\u{0}\ta"), (Settings(spacesIdeographs: false), "a中", "a中"),
      (allOff, "É\u{0}中", "É\u{0}中"),
    ] as [(Settings, String, String)])
  func skipsDisabledSteps(settings: Settings, text: String, expected: String) {
    check(settings, text, gives: expected)
  }

  /// The expected offsets count scalars.
  @Test(arguments: [
    ("aÉb", [0, 1, 2]), ("中a", [0, 0, 0, 1]), ("a\u{301}\u{302E}\u{316}\u{302F}b", [0, 2, 3, 5]),
    ("\u{1B44}\u{301}", [0]), ("é\u{1B44}", [0, 1]), ("a\u{301}\u{200B}\u{1B44}", [0, 1]), ("각", [0, 0, 0]),
  ])
  func keepsTheOriginsOfScalars(text: String, expected: [Int]) {
    let bytes = Array(text.utf8)
    var result = NormalizedText()
    BertNormalizer(Settings()).normalize(bytes, in: 0..<bytes.count, into: &result)
    let starts = result.bytes.indices.filter { result.bytes[$0] & 0xC0 != 0x80 }
    let offsets = starts.map { start in
      String(decoding: bytes[..<result.origins[start]], as: UTF8.self).unicodeScalars.count
    }
    #expect(offsets == expected, "\(text.debugDescription)")
  }

  private func check(_ settings: Settings, _ text: String, gives expected: String) {
    let bytes = Array(text.utf8)
    var result = NormalizedText()
    BertNormalizer(settings).normalize(bytes, in: 0..<bytes.count, into: &result)
    let scalars = String(decoding: result.bytes, as: UTF8.self).unicodeScalars
    #expect(scalars.elementsEqual(expected.unicodeScalars), "\(text.debugDescription): \(scalars)")
  }
}

import Foundation
import TestSupport
import Testing

@testable import Files

/// A path is bytes. Its text, its URI and its word in a shell keep them.
struct PathTextTests {
  private static let names: [[UInt8]] = [
    Array("reviews.csv".utf8), Array("é".utf8), Array("e\u{301}".utf8), [0x61, 0xFF, 0x62], [0x80],
    [0xE9, 0x2E, 0x74],
    [0xC3], [0xE2, 0x82], [0xF4, 0x8F, 0xBB, 0xBF], [0xED, 0xA0, 0x80],
    Array("a\nb\u{1B}[31m\u{9B}\u{202E}'\\\"$(x)`y`".utf8),
    Array("-x; rm *".utf8), Array("it's".utf8), Array("{} %41 ?#:;".utf8), Array("评论".utf8),
  ]

  @Test(arguments: names) func textKeepsAllBytes(bytes: [UInt8]) {
    let text = String(keeping: bytes)
    #expect(text.keptBytes == bytes && FilePath(text: text).bytes == bytes)
    #expect(text.repaired == String(decoding: bytes, as: UTF8.self))
  }

  @Test func textOfAnyBytesKeepsThem() {
    var generator = SeededGenerator(seed: 11)
    for count in 0..<2000 {
      let bytes = (0..<count % 20).map { _ in
        [
          0x41, 0x80, 0xBF, 0xC3, 0xE2, 0xF4, 0x8F, 0xB8,
          UInt8.random(in: 0...255, using: &generator),
        ].randomElement(
          using: &generator) ?? 0
      }
      #expect(String(keeping: bytes).keptBytes == bytes)
    }
  }

  @Test func textsOfCanonicallyEqualNamesAreOtherPaths() {
    #expect(FilePath(text: "é") != FilePath(text: "e\u{301}"))
  }

  @Test(arguments: names) func aURIKeepsAllBytes(bytes: [UInt8]) throws {
    let path = FilePath(text: "/w/" + String(keeping: bytes))
    #expect(
      path.uri.utf8.allSatisfy { 0x21...0x7E ~= $0 && !"\"#;<>?[\\]^`{|}".utf8.contains($0) },
      "\(path.uri)")
    #expect(FilePath(ofURI: path.uri) == path)
  }

  @Test(arguments: [
    ("file:///a%FF/b", "/a\\xff/b"), ("FILE:///é%20", "/é "), ("file:///e%CC%81", "/e\u{301}"),
    ("http://a/b", nil),
    ("file:///a%00b", nil), ("file://", nil), ("untitled:1", nil), ("", nil),
    ("file:///a%0A", "/a\\u{a}"),
  ])
  func pathsOfURIs(uri: String, path: String?) {
    #expect(FilePath(ofURI: uri)?.text.visible == path)
  }

  /// A shell reads the word as the same bytes, and a program as no option.
  @Test(arguments: names) func aShellReadsAPathUnchanged(bytes: [UInt8]) throws {
    let word = FilePath(text: String(keeping: bytes)).quotedForShell
    #expect(!word.hasPrefix("-") && word.visible == word)
    let isOption = bytes.first == UInt8(ascii: "-")
    #expect(try shell("printf %s \(word)") == (isOption ? Array("./".utf8) : []) + bytes, "\(word)")
  }

  @Test(arguments: [
    ("a\u{1B}[31m", "a\\u{1b}[31m"), ("\r\n\t", "\\u{d}\\u{a}\\u{9}"),
    ("\u{9B}\u{85}\u{7F}", "\\u{9b}\\u{85}\\u{7f}"),
    ("\u{2028}\u{202E}\u{2066}\u{200F}\u{61C}", "\\u{2028}\\u{202e}\\u{2066}\\u{200f}\\u{61c}"),
    ("好 é 😀 “x”", "好 é 😀 “x”"),
    ("e\u{301}👩‍👧", "e\u{301}👩‍👧"), ("", ""),
  ])
  func charactersThatMoveTextAreVisible(text: String, visible: String) {
    #expect(text.visible == visible)
  }

  private func shell(_ script: String) throws -> [UInt8] {
    let (process, output) = (Process(), Pipe())
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["bash", "-c", script]
    process.standardOutput = output
    try process.run()
    let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return Array(bytes)
  }
}

import Foundation
import Testing
import Tokenizers

@testable import SentimentAnalysis

/// The encoder reads the head and the tail of a long text and reports the unread part.
struct TextEncoderTests {
  /// Checks the numbers of the words that the encoder reads of a text of one-letter words.
  private func check(
    words count: Int, maximumLength: Int, head: Int? = nil, tail: Int? = nil, reads expected: [Int],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let letters = (0..<count).map { String(UnicodeScalar(UInt8(97 + $0 % 26))) }
    let text = letters.joined(separator: " ")
    let encoder = TextEncoder(
      try Self.tokenizer(), maximumLength: maximumLength, headLength: head, tailLength: tail)
    let encoded = encoder.encode(text)
    #expect(encoded.tokens.map { $0.range.lowerBound / 2 } == expected, sourceLocation: sourceLocation)
    #expect(
      encoded.ids.count == expected.count + 2 && encoded.ids.count <= maximumLength, sourceLocation: sourceLocation)
    #expect(encoded.uncutCount == count + 2, sourceLocation: sourceLocation)
    let unread = Set(0..<count).subtracting(expected)
    #expect((encoded.unread == nil) == unread.isEmpty, sourceLocation: sourceLocation)
    if let range = encoded.unread, let first = unread.min(), let last = unread.max() {
      #expect(range.lowerBound == 2 * first && range.upperBound > 2 * last, sourceLocation: sourceLocation)
      #expect(range.upperBound <= text.utf8.count, sourceLocation: sourceLocation)
    }
  }

  @Test func readsAllOfAShortText() throws {
    try check(words: 0, maximumLength: 3, reads: [])
    try check(words: 8, maximumLength: 10, reads: Array(0..<8))
    try check(words: 8, maximumLength: 10, head: 2, tail: 2, reads: Array(0..<8))
  }

  /// Both ends of a text over the limit end between scalars; offsets are those of the whole text.
  @Test(arguments: ["a", "é", "好", "😀"])
  func tokenizesBothEndsOfAVeryLongText(letter: String) throws {
    let encoder = TextEncoder(try Self.tokenizer(), maximumLength: 10, headLength: 4)
    let count = TextEncoder.longestText / 2 + 1001
    let text = String(repeating: letter + " ", count: count)
    let encoded = encoder.encode(text)
    let size = letter.utf8.count + 1
    let expected = [0, 1, 2, 3, count - 4, count - 3, count - 2, count - 1]
    #expect(encoded.tokens.map(\.range) == expected.map { $0 * size..<$0 * size + size - 1 })
    #expect(encoded.unread == 4 * size..<(count - 4) * size)
    #expect(Set(encoded.tokens.map(\.word)).count == 8)
  }

  /// The part that is not tokenized is unread, even if the ends have few tokens.
  @Test(arguments: [(1, 1), (0, 1), (1, 0), (0, 0), (6, 1), (1, 6), (10, 1), (1, 10)])
  func skipsTheMiddleOfAVeryLongTextEvenWithEmptyEnds(head: Int, tail: Int) throws {
    let encoder = TextEncoder(try Self.tokenizer(), maximumLength: 10, headLength: 4)
    let space = String(repeating: " ", count: TextEncoder.longestText)
    let (start, end) = (String(repeating: "a ", count: head), String(repeating: " b", count: tail))
    let text = start + space + "c" + space + end
    let encoded = encoder.encode(text)
    #expect(encoded.tokens.count == (head + tail <= 8 ? head + tail : min(head, 4) + min(tail, 4)))
    let unread = try #require(encoded.unread)
    #expect(unread.contains(start.utf8.count + space.utf8.count))
    #expect(encoded.tokens.allSatisfy { !$0.range.overlaps(unread) })
  }

  @Test func readsHalfFromTheHeadAndTheRestFromTheTail() throws {
    try check(words: 9, maximumLength: 10, reads: [0, 1, 2, 3, 5, 6, 7, 8])
    try check(words: 100, maximumLength: 11, reads: [0, 1, 2, 3, 95, 96, 97, 98, 99])
    try check(words: 2, maximumLength: 3, reads: [1])
  }

  @Test func headHasAtMost128Tokens() throws {
    try check(words: 600, maximumLength: 512, reads: Array(0..<128) + Array(218..<600))
  }

  @Test func readsTheRequestedHeadAndTail() throws {
    try check(words: 20, maximumLength: 10, head: 3, reads: [0, 1, 2, 15, 16, 17, 18, 19])
    try check(words: 20, maximumLength: 10, tail: 3, reads: [0, 1, 2, 3, 4, 17, 18, 19])
    try check(words: 20, maximumLength: 10, head: 2, tail: 1, reads: [0, 1, 19])
    try check(words: 20, maximumLength: 10, tail: 0, reads: Array(0..<8))
    try check(words: 20, maximumLength: 10, head: 0, reads: Array(12..<20))
    try check(words: 20, maximumLength: 10, head: 50, tail: 50, reads: Array(0..<8))
  }

  private static func tokenizer() throws -> Tokenizer {
    let folder = Bundle.module.bundleURL.appending(path: "Fixtures/bert-vocabulary-file-gamma")
    return try Tokenizer(folder: folder.path)
  }
}

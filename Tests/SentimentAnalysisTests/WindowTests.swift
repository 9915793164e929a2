import Foundation
import Tensors
import TestSupport
import Testing
import Tokenizers

@testable import SentimentAnalysis

/// Long texts read in windows.
struct WindowTests {
  private func windows(of count: Int, limit: Int, _ maximum: Int) throws -> TextEncoder.Encoded {
    let words = (0..<count).map { _ in "good" }.joined(separator: " ")
    let encoder = TextEncoder(try Tokenizer(folder: TinyModel.bert), maximumLength: limit, windows: maximum)
    return encoder.encode(words)
  }

  @Test(
    arguments: [
      // Words, limit of tokens, windows; the windows' sizes and whether a part is unread.
      (8, 10, 4, [8], false), (9, 10, 4, [8, 8], false), (14, 10, 2, [8, 8], false), (15, 10, 2, [8, 8], false),
      (16, 10, 2, [8, 8], false), (17, 10, 2, [8, 8], true),
      (15, 10, 3, [8, 8, 8], false), (100, 10, 3, [8, 8, 8], true), (9, 10, 1, [8], true),
      (20, 3, 5, [1, 1, 1, 1, 1], true),
    ] as [(Int, Int, Int, [Int], Bool)])
  func windowsCoverATextOrItsEnds(count: Int, limit: Int, maximum: Int, sizes: [Int], isCut: Bool) throws {
    let encoded = try windows(of: count, limit: limit, maximum)
    #expect(encoded.windows.map(\.count) == sizes && (encoded.unread != nil) == isCut)
    #expect(encoded.windows.first?.lowerBound == 0 && encoded.windows.last?.upperBound == encoded.tokens.count)
    // No token is left out between two windows.
    #expect(zip(encoded.windows, encoded.windows.dropFirst()).allSatisfy { $1.lowerBound <= $0.upperBound })
    #expect(abs(encoded.windowWeights.reduce(0, +) - 1) < 1e-9 && encoded.windowWeights.allSatisfy { $0 > 0 })
    if !isCut { #expect(encoded.tokens.count == count) }
    #expect(encoded.ids.count == sizes.reduce(0) { $0 + $1 + 2 })
  }

  @Test(arguments: [1, 2, 3, 7])
  func shortTextsAreReadAsBefore(windows: Int) throws {
    let texts = ["good bad", "", "the film was good"]
    let (one, other) = (
      try SentimentModel(named: TinyModel.bert, kernels: .tested),
      try SentimentModel(named: TinyModel.bert, kernels: .tested, windows: windows)
    )
    #expect(one.classify(texts, .init(explain: true)) == other.classify(texts, .init(explain: true)))
  }

  /// The logits are the weighted mean of the windows', and so is every word's score.
  @Test(arguments: [ExplanationMethod.quick, .full])
  func explanationsCoverTheWholeText(method: ExplanationMethod) throws {
    let model = try SentimentModel(named: nil, kernels: .tested, windows: 4)
    let text =
      String(repeating: "The story is slow. ", count: 60) + "But I loved the music. "
      + String(repeating: "Nothing happens at all. ", count: 60)
    let result = try #require(model.classify([text], .init(method: method)).first)
    let encoded = model.encoder.encode(text)
    #expect(encoded.windows.count > 1 && encoded.unread == nil && result.unread == nil)
    let windows = try encoded.windows.indices.map { index in
      try #require(try model.logits(ofIDs: [encoded.ids(ofWindow: index)]).first)
    }
    for label in result.logits.indices {
      let mean = zip(windows, encoded.windowWeights).reduce(0) { $0 + Double($1.0[label]) * $1.1 }
      #expect(abs(mean - Double(result.logits[label])) < 1e-4)
    }
    // The scores and the rest add up to the difference of the logits.
    let sum = result.words.reduce(try #require(result.rest)) { $0 + $1.score }
    let logits = result.logits.sorted(by: >)
    #expect(abs(sum - (logits[0] - logits[1])) < 1e-3 * (1 + abs(sum)))
    let loved = try #require(text.utf8.count > 0 ? text.range(of: "loved") : nil)
    let offset = text.utf8.distance(from: text.startIndex, to: loved.lowerBound)
    let word = try #require(result.words.first { $0.range.lowerBound == offset })
    #expect(result.label == "negative" && (method == .quick || word.score < 0))
  }

  /// Of a text over a megabyte, only both ends are tokenized; one of them may have almost no tokens.
  @Test(arguments: [1, 2, 5], ["good bad ", " "])
  func endsWithoutTokensAreReadWithoutWindowsOverTheGap(windows: Int, filling: String) throws {
    let model = try SentimentModel(named: TinyModel.bert, kernels: .tested, windows: windows)
    let words = String(repeating: "good bad ", count: 500)
    let blank = String(repeating: filling, count: 1_200_000 / filling.utf8.count)
    for text in [words + blank, blank + words, words + blank + words, blank] {
      let encoded = model.encoder.encode(text)
      #expect(encoded.windows.allSatisfy { $0.upperBound <= encoded.tokens.count })
      #expect(model.classify([text], .init(explain: true)).first?.unread != nil)
    }
  }

  @Test func otherMethodsReadHeadAndTail() throws {
    let model = try SentimentModel(named: TinyModel.bert, kernels: .tested, windows: 4)
    let text = (0..<200).map { _ in "good" }.joined(separator: " ")
    #expect(model.classify([text], .init(method: .attention)).first?.unread != nil)
  }
}

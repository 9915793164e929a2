import BERT
import Tensors

/// The size of a batch of random token ids, written `16x128`: texts x tokens.
package struct BenchShape: Sendable, CustomStringConvertible {
  package let texts: Int
  package let tokens: Int

  package init(texts: Int, tokens: Int) { (self.texts, self.tokens) = (texts, tokens) }

  package init?(_ text: some StringProtocol) {
    let sides = text.split(separator: "x").compactMap { Int($0) }
    guard sides.count == 2, (1...4096).contains(sides[0]), (1...4096).contains(sides[1]) else { return nil }
    (texts, tokens) = (sides[0], sides[1])
  }

  package var description: String { "\(texts)x\(tokens)" }

  /// The token ids of each text.
  ///
  /// - Throws: an error if a text is longer than the model's position table.
  func ids(_ configuration: Configuration) throws -> [[Int]] {
    guard tokens <= configuration.maximumTokens else {
      throw BenchmarkError("\(self): the model takes at most \(configuration.maximumTokens) tokens")
    }
    var random = SplitMix64(seed: 0)
    let vocabulary = 0..<configuration.vocabularySize
    return (0..<texts).map { _ in (0..<tokens).map { _ in vocabulary.randomElement(using: &random) ?? 0 } }
  }
}

import ArgumentParser
import BERT
import Tensors

/// A batch of made-up token ids that is timed: so many texts of so many tokens each, written 16x128.
struct BenchShape: Sendable, CustomStringConvertible {
  let texts: Int
  let tokens: Int

  init(texts: Int, tokens: Int) { (self.texts, self.tokens) = (texts, tokens) }

  init?(_ text: some StringProtocol) {
    let sides = text.split(separator: "x").compactMap { Int($0) }
    guard sides.count == 2, (1...4096).contains(sides[0]), (1...4096).contains(sides[1]) else { return nil }
    (texts, tokens) = (sides[0], sides[1])
  }

  var description: String { "\(texts)x\(tokens)" }

  /// The ids of each text.
  ///
  /// - Throws: `Trouble` where the model has too few positions.
  func ids(_ configuration: Configuration) throws -> [[Int]] {
    guard tokens <= configuration.maximumTokens else {
      throw Trouble("\(self): the model has \(configuration.maximumTokens) positions")
    }
    var random = SplitMix64(seed: 0)
    let vocabulary = 0..<configuration.vocabularySize
    return (0..<texts).map { _ in (0..<tokens).map { _ in vocabulary.randomElement(using: &random) ?? 0 } }
  }
}

/// Several, separated by commas.
struct BenchShapes: ExpressibleByArgument {
  let list: [BenchShape]
  let defaultValueDescription: String

  init(_ list: BenchShape...) {
    self.list = list
    defaultValueDescription = list.map(\.description).joined(separator: ",")
  }

  init?(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    list = parts.compactMap { BenchShape($0) }
    defaultValueDescription = argument
    if list.count != parts.count { return nil }
  }
}

public import SentimentAnalysis
import Tensors

/// What scores the words of texts.
public enum WordScorer: Sendable, Hashable {
  /// One of our own methods.
  case method(ExplanationMethod)
  /// A linear model that is fitted to samples of the text.
  case surrogate(LocalSurrogate)
  /// Random scores, which every method should beat.
  case random

  /// Our own methods and random scores.
  public static let usual = ExplanationMethod.allCases.map(Self.method) + [.random]
  /// The surrogates, too, which take 500 passes a text.
  public static let all = usual.dropLast() + LocalSurrogate.allCases.map(Self.surrogate) + [.random]

  /// The name in tables and options.
  public var name: String {
    switch self {
    case .method(let method): method.rawValue
    case .surrogate(let surrogate): surrogate.rawValue
    case .random: "random"
    }
  }

  /// The scores of the words of each text for its likeliest label.
  func scores(_ texts: [String], by model: SentimentModel) throws(CancellationError) -> [WordScores] {
    if case .method(let method) = self { return try model.wordScores(texts, by: method) }
    var explained = try model.wordScores(texts, by: .quick)
    var generator = SplitMix64(seed: 1)
    for index in explained.indices {
      if case .surrogate(let surrogate) = self {
        explained[index].scores = try surrogate.scores(of: explained[index], by: model)
      } else {
        explained[index].scores = explained[index].scores.map { _ in Float.random(in: 0..<1, using: &generator) }
      }
    }
    return explained
  }
}

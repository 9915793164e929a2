import Foundation
import SentimentAnalysis
import Tensors

/// Explanations by a linear model that is fitted to what the model answers for samples of a text without some words: rivals that
/// our own methods are measured against, at 500 passes a text. The authors' packages take more passes by default; from about 100
/// words on, these are too few for exact coefficients.
public enum LocalSurrogate: String, Sendable, Hashable, CaseIterable {
  /// Shapley values by weighted regression (Lundberg & Lee, "A Unified Approach to Interpreting Model Predictions", NIPS 2017,
  /// theorem 2). Up to eight words they are exact.
  case kernelSHAP = "kernel-shap"
  /// Ridge regression near the text (Ribeiro et al., "Why Should I Trust You?", KDD 2016), with the kernel of the authors' package,
  /// each word on its own, and no selection of words.
  case lime

  /// The number of texts without some words that are classified for each text.
  public static let sampleCount = 500

  /// The coefficient of each word for the probability of the label.
  func scores(of text: WordScores, by model: SentimentModel) throws(CancellationError) -> [Float] {
    let count = text.words.count
    guard count > 0 else { return [] }
    var generator = SplitMix64(seed: 1)
    let samples =
      self == .lime ? Sample.distances(count, using: &generator) : Sample.coalitions(count, using: &generator)
    let everything = Set(0..<count)
    let subsets = [everything, []] + samples.map(\.kept)
    let answers = try model.logits(ofIDs: subsets.map(text.ids(keeping:))).map { model.likelihood(of: text.label, $0) }
    let coefficients =
      self == .lime
      ? ridge(samples, answers.dropFirst(2), count)
      : shapley(samples, answers.dropFirst(2), answers[0], answers[1], count)
    return coefficients.map { $0.isFinite ? Float($0) : 0 }
  }

  /// The regression whose coefficients sum to the difference between the whole text and no words: the last one is eliminated.
  private func shapley(
    _ samples: [Sample], _ answers: ArraySlice<Double>, _ whole: Double, _ nothing: Double, _ count: Int
  ) -> [Double] {
    guard count > 1 else { return [whole - nothing] }
    var squares = WeightedSquares(count: count - 1)
    for (sample, answer) in zip(samples, answers) {
      let last = sample.kept.contains(count - 1) ? 1.0 : 0.0
      let row = (0..<count - 1).map { (sample.kept.contains($0) ? 1 : 0) - last }
      squares.add(row, answer - nothing - last * (whole - nothing), weight: sample.weight)
    }
    // Of long texts there are fewer samples than coefficients, all of which, the last one too, then get a small penalty.
    let penalty = 1e-9 * samples.reduce(0) { $0 + $1.weight }
    squares.add(Array(repeating: 1, count: count - 1), whole - nothing, weight: penalty)
    let first = squares.solution(ridge: penalty)
    return first + [whole - nothing - first.reduce(0, +)]
  }

  /// Ridge regression with an intercept: of differences from the weighted means.
  private func ridge(_ samples: [Sample], _ answers: ArraySlice<Double>, _ count: Int) -> [Double] {
    let total = samples.reduce(0) { $0 + $1.weight }
    var (means, mean) = ([Double](repeating: 0, count: count), 0.0)
    for (sample, answer) in zip(samples, answers) {
      mean += sample.weight / total * answer
      for word in sample.kept { means[word] += sample.weight / total }
    }
    var squares = WeightedSquares(count: count)
    for (sample, answer) in zip(samples, answers) {
      squares.add(
        (0..<count).map { (sample.kept.contains($0) ? 1 : 0) - means[$0] }, answer - mean, weight: sample.weight)
    }
    return squares.solution(ridge: 1)
  }
}

/// The words that are kept of a text, and the weight of the answer.
private struct Sample {
  var kept: Set<Int>
  var weight: Double

  /// All sets of words but the whole and the empty one, with Shapley's kernel as their weight; of more than eight words, sets drawn
  /// by that kernel, each with its complement.
  static func coalitions(_ count: Int, using generator: inout SplitMix64) -> [Sample] {
    guard count > 1 else { return [] }
    let sizes = (1..<count).map { 1 / Double($0 * (count - $0)) }  // the kernel of all sets of a size
    if count <= 8 {
      return (1..<(1 << count) - 1).map { bits in
        let kept = Set((0..<count).filter { bits >> $0 & 1 == 1 })
        var sets = 1.0
        for place in 0..<kept.count { sets *= Double(count - place) / Double(place + 1) }
        return Sample(kept: kept, weight: sizes[kept.count - 1] / sets)
      }
    }
    return (0..<LocalSurrogate.sampleCount / 2).flatMap { _ in
      var rest = Double.random(in: 0..<sizes.reduce(0, +), using: &generator)
      let size =
        (sizes.firstIndex { weight in
          rest -= weight
          return rest < 0
        } ?? 0) + 1
      let kept = Set((0..<count).shuffled(using: &generator).prefix(size))
      return [Sample(kept: kept, weight: 1), Sample(kept: Set(0..<count).subtracting(kept), weight: 1)]
    }
  }

  /// The whole text, and sets without any number of words, with a weight that falls with the cosine distance from the text.
  static func distances(_ count: Int, using generator: inout SplitMix64) -> [Sample] {
    (0..<LocalSurrogate.sampleCount).map { number in
      let removed = number == 0 ? 0 : Int.random(in: 1...count, using: &generator)
      let kept = Set((0..<count).shuffled(using: &generator).dropFirst(removed))
      let distance = 100 * (1 - (Double(kept.count) / Double(count)).squareRoot())
      return Sample(kept: kept, weight: exp(-distance * distance / (25 * 25)).squareRoot())
    }
  }
}

/// The normal equations of a weighted least-squares problem.
struct WeightedSquares {
  private var products: [[Double]]
  private var right: [Double]

  /// A problem with this number of coefficients.
  init(count: Int) {
    products = Array(repeating: Array(repeating: 0, count: count), count: count)
    right = Array(repeating: 0, count: count)
  }

  /// Adds one equation.
  mutating func add(_ row: [Double], _ value: Double, weight: Double) {
    for i in row.indices where row[i] != 0 {
      let factor = weight * row[i]
      right[i] += factor * value
      for j in 0...i { products[i][j] += factor * row[j] }
    }
  }

  /// The coefficients, by Cholesky's decomposition, with a penalty of this factor on their squares.
  func solution(ridge: Double) -> [Double] {
    var (lower, solution) = (products, right)
    for i in right.indices {
      lower[i][i] += ridge
      for j in 0...i {
        let rest = lower[i][j] - (0..<j).reduce(0) { $0 + lower[i][$1] * lower[j][$1] }
        lower[i][j] = i == j ? max(rest, .leastNormalMagnitude).squareRoot() : rest / lower[j][j]
      }
      solution[i] = (solution[i] - (0..<i).reduce(0) { $0 + lower[i][$1] * solution[$1] }) / lower[i][i]
    }
    for i in right.indices.reversed() {
      solution[i] = (solution[i] - (i + 1..<right.count).reduce(0) { $0 + lower[$1][i] * solution[$1] }) / lower[i][i]
    }
    return solution
  }
}

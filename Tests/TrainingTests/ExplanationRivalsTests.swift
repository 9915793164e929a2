import SentimentAnalysis
import TestSupport
import Testing

@testable import Training

/// KernelSHAP, LIME and the range of normalised faithfulness, against what they are defined by.
struct ExplanationRivalsTests {
  private static let model = Result { try SentimentModel(named: nil, compute: .float32, kernels: .tested) }
  private static let text = "The food was not good at all."

  /// The probability of the label for each set of kept words.
  private func probability(_ text: WordScores, _ model: SentimentModel) throws -> (Set<Int>) throws -> Double {
    { kept in model.likelihood(of: text.label, try model.logits(ofIDs: [text.ids(keeping: kept)])[0]) }
  }

  @Test func kernelSHAPOfAShortTextGivesShapleyValues() throws {
    let model = try Self.model.get()
    let text = try model.wordScores(["A dull but lovely film"], by: .quick)[0]
    let count = text.words.count
    let probability = try probability(text, model)
    let found = try LocalSurrogate.kernelSHAP.scores(of: text, by: model)
    for word in 0..<count {
      // The mean gain by the word over all orders, by the size of the set before it.
      var value = 0.0
      for bits in 0..<1 << count where bits >> word & 1 == 0 {
        let kept = Set((0..<count).filter { bits >> $0 & 1 == 1 })
        let orders = (1...count).reduce(1.0) { $0 * Double($1) }
        let before = (0..<kept.count).reduce(1.0) { $0 * Double($1 + 1) }
        let after = (0..<count - kept.count - 1).reduce(1.0) { $0 * Double($1 + 1) }
        value += before * after / orders * (try probability(kept.union([word])) - probability(kept))
      }
      #expect(abs(Double(found[word]) - value) < 1e-5, "\(word): \(found[word]), not \(value)")
    }
  }

  @Test(arguments: [Self.text, Self.text + " We waited for an hour, and nobody came to our table."])
  func kernelSHAPSplitsTheWholeDifference(text: String) throws {
    let model = try Self.model.get()
    let scores = try model.wordScores([text], by: .quick)[0]
    let probability = try probability(scores, model)
    let difference = try probability(Set(scores.words.indices)) - probability([])
    let found = try LocalSurrogate.kernelSHAP.scores(of: scores, by: model)
    #expect(abs(Double(found.reduce(0, +)) - difference) < 1e-4)
  }

  @Test(arguments: LocalSurrogate.allCases)
  func surrogatesAcceptTextsOfAnyLength(_ surrogate: LocalSurrogate) throws {
    let model = try Self.model.get()
    for text in try model.wordScores(["", "dull", "dull film"], by: .quick) {
      let scores = try surrogate.scores(of: text, by: model)
      #expect(scores.count == text.words.count && scores.allSatisfy(\.isFinite))
    }
    let text = try model.wordScores(["What a terrible film"], by: .quick)[0]
    let scores = try surrogate.scores(of: text, by: model)
    #expect(scores.indices.max { scores[$0] < scores[$1] } == 2, "\(scores)")
  }

  /// numpy.linalg.solve(X.T @ W @ X + 0.5 * I, X.T @ W @ y)
  @Test func solvesWeightedLeastSquares() {
    var squares = WeightedSquares(count: 3)
    for (row, value, weight) in [
      ([1, 0, 2], 3, 1), ([0, 1, -1], -1, 2), ([1, 1, 0], 0.5, 0.5), ([2, -1, 1], 4, 1.5),
    ] as [([Double], Double, Double)] {
      squares.add(row, value, weight: weight)
    }
    let expected = [1.3070652173913044, -0.40978260869565214, 0.753804347826087]
    #expect(zip(squares.solution(ridge: 0.5), expected).allSatisfy { abs($0 - $1) < 1e-9 })
  }

  @Test func theBestOrderOfWordsHasOneAndTheWorstZero() throws {
    let model = try Self.model.get()
    let example = RationaleData.Example(
      example: .init(text: "Terrible food, sadly", target: .label(0), file: "x", line: 1), rationales: [])
    let text = try model.wordScores([example.example.text], by: .quick)[0]
    var ranges = try NormalizedFaithfulness(of: model, on: [example])
    let probability = try probability(text, model)
    var falls: [[Int]: Double] = [:]
    func extend(_ order: [Int]) throws {
      let rest = Set(text.words.indices).subtracting(order)
      if rest.isEmpty {
        let sets = order.indices.map { Set(order.dropFirst($0 + 1)) }
        falls[order] = try sets.reduce(0) { try $0 - probability($1) }
      }
      for word in rest { try extend(order + [word]) }
    }
    try extend([])
    func measured(_ order: [Int]) throws -> NormalizedFaithfulness.Figures {
      var ranked = text
      for (place, word) in order.enumerated() { ranked.scores[word] = Float(order.count - place) }
      return try #require(try ranges.measure([ranked]))
    }
    let sorted = falls.keys.sorted { (falls[$0] ?? 0) < (falls[$1] ?? 0) }
    let (worst, best) = (try measured(sorted[0]), try measured(sorted[sorted.count - 1]))
    #expect(abs(best.comprehensiveness - 1) < 1e-4 && abs(worst.comprehensiveness) < 1e-4)
    // The worst words first is what sufficiency measures.
    #expect(abs(try measured(sorted[0].reversed()).sufficiency) < 1e-4 && best.count == 1)
  }
}

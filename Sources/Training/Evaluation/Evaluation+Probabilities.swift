import BERT
public import SentimentAnalysis

/// The predictions with a confidence in some range.
public struct ConfidenceBin: Sendable, Hashable {
  /// The number of predictions.
  public var count = 0
  /// The number of correct predictions.
  public var correct = 0
  /// The sum of the confidences.
  public var totalConfidence = 0.0

  /// The share of correct predictions.
  public var accuracy: Double { share(Double(correct), of: Double(count)) }
  /// The mean confidence.
  public var confidence: Double { share(totalConfidence, of: Double(count)) }
}

extension Evaluation {
  /// The confidence of each prediction and whether it is correct: one per text, or one per text and label for
  /// independent labels.
  var predictions: [(confidence: Double, isCorrect: Bool)] {
    rows.flatMap { row -> [(Double, Bool)] in
      let probabilities = calibration.probabilities(row.logits, problem)
      let predicted = prediction(row.logits)
      switch problem {
      case .regression: return []
      case .singleLabel: return [(probabilities.max() ?? 0, predicted == row.target)]
      case .multiLabel:
        return probabilities.indices.map { label in
          let isPredicted = predicted.indices.contains(label)
          return (
            isPredicted ? probabilities[label] : 1 - probabilities[label],
            isPredicted == row.target.indices.contains(label)
          )
        }
      }
    }
  }

  /// The predictions by confidence, in ranges of equal width that include their upper end.
  public func confidenceBins(_ number: Int = 15) -> [ConfidenceBin] {
    var bins = [ConfidenceBin](repeating: ConfidenceBin(), count: number)
    for prediction in predictions where prediction.confidence.isFinite {
      let index = min(max(Int((prediction.confidence * Double(number)).rounded(.up)) - 1, 0), number - 1)
      bins[index].count += 1
      bins[index].correct += prediction.isCorrect ? 1 : 0
      bins[index].totalConfidence += prediction.confidence
    }
    return bins
  }

  /// The expected calibration error: the mean difference of confidence and accuracy, over predictions in 15 bins (Guo
  /// et al., "On Calibration of Modern Neural Networks", 2017).
  public var expectedCalibrationError: Double {
    let bins = confidenceBins()
    let all = bins.reduce(0) { $0 + $1.count }
    return bins.reduce(0) { $0 + share(Double($1.count), of: Double(all)) * abs($1.accuracy - $1.confidence) }
  }

  /// The mean squared error of the probabilities: of one probability for two labels or independent labels, otherwise
  /// summed over the labels.
  public var brierScore: Double {
    guard problem != .regression else { return 0 }
    let total = rows.reduce(0) { total, row in
      let probabilities = calibration.probabilities(row.logits, problem)
      let (labels, count) = (row.target.indices, Double(max(1, probabilities.count)))
      let sum = probabilities.enumerated().reduce(0) { sum, probability in
        let error = probability.element - (labels.contains(probability.offset) ? 1 : 0)
        return sum + error * error
      }
      return total + (problem == .multiLabel || probabilities.count == 2 ? sum / count : sum)
    }
    return share(total, of: Double(count))
  }

  /// For each label, the area under the receiver operating characteristic: how often a text with the label has a higher
  /// probability of it than a text without. Nil if all texts have the label, or none.
  public var areasUnderCurve: [Double?] {
    guard problem != .regression else { return [] }
    let probabilities = rows.map { calibration.probabilities($0.logits, problem) }
    return counts.indices.map { label in
      rankArea(zip(probabilities, rows).map { ($0[label], $1.target.indices.contains(label)) })
    }
  }

  /// The mean area of the labels that have one; nil if none has.
  public var areaUnderCurve: Double? {
    let areas = areasUnderCurve.compactMap { $0 }
    return areas.isEmpty ? nil : areas.reduce(0, +) / Double(areas.count)
  }
}

/// The area by the sum of ranks (Mann and Whitney); ties share the mean of their ranks.
private func rankArea(_ texts: [(probability: Double, hasLabel: Bool)]) -> Double? {
  let positives = texts.count { $0.hasLabel }
  let negatives = texts.count - positives
  guard positives > 0, negatives > 0, texts.allSatisfy({ $0.probability.isFinite }) else { return nil }
  let sorted = texts.sorted { $0.probability < $1.probability }
  var rankSum = 0.0
  var start = 0
  while start < sorted.count {
    let equals = sorted[start...].prefix { $0.probability == sorted[start].probability }
    rankSum += Double(equals.count { $0.hasLabel }) * Double(equals.startIndex + 1 + equals.endIndex) / 2
    start = equals.endIndex
  }
  let (p, n) = (Double(positives), Double(negatives))
  return (rankSum - p * (p + 1) / 2) / (p * n)
}

extension Calibration {
  /// The fewest texts that a training calibrates on. In simulations with nine predictions of ten correct, 100 texts
  /// determine the temperature to within a sixth (one standard deviation) and 50 to within a quarter.
  public static let minimumTexts = 100

  /// The temperature, from 0.1 to 10, that maximises the likelihood of held-out texts.
  ///
  /// The loss is convex in 1/T, so its slope is bisected. If every prediction is correct, the loss falls without end;
  /// then, as without texts and for a regression, which has no probabilities, the calibration is `none`.
  public init(fittedTo evaluation: Evaluation) {
    let (problem, rows) = (evaluation.problem, evaluation.rows.filter { $0.logits.allSatisfy(\.isFinite) })
    guard problem != .regression, rows.contains(where: { evaluation.prediction($0.logits) != $0.target }) else {
      self = .none
      return
    }
    /// The derivative of the loss by 1/T: the expectation of the logits under the probabilities, minus the logits of
    /// the truth.
    func slope(_ inverse: Double) -> Double {
      let calibration = Calibration(temperature: 1 / inverse)
      return rows.reduce(0) { sum, row in
        let labels = row.target.indices
        return calibration.probabilities(row.logits, problem).enumerated().reduce(sum) { sum, probability in
          let truth = labels.contains(probability.offset) ? 1.0 : 0.0
          return sum + (probability.element - truth) * Double(row.logits[probability.offset])
        }
      }
    }
    var (low, high) = (0.1, 10.0)
    for _ in 0..<32 {
      let middle = (low * high).squareRoot()
      if slope(middle) < 0 { low = middle } else { high = middle }
    }
    self.init(temperature: 1 / (low * high).squareRoot())
  }
}

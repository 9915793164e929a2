import BERT
import SentimentAnalysis

/// A range of confidence and how the answers in it did.
public struct ConfidenceBin: Sendable, Hashable {
  /// Answers.
  public var count = 0
  /// Right ones.
  public var right = 0
  /// The sum of their confidences.
  public var totalConfidence = 0.0

  /// The share of right answers.
  public var accuracy: Double { share(Double(right), of: Double(count)) }
  /// The mean confidence.
  public var confidence: Double { share(totalConfidence, of: Double(count)) }
}

extension Evaluation {
  /// How sure each answer was and whether it was right: one a text, or one a text and label where labels are independent.
  var answers: [(confidence: Double, isRight: Bool)] {
    rows.flatMap { row -> [(Double, Bool)] in
      let probabilities = calibration.probabilities(row.logits, problem)
      let found = answer(row.logits)
      switch problem {
      case .regression: return []
      case .singleLabel: return [(probabilities.max() ?? 0, found == row.target)]
      case .multiLabel:
        return probabilities.indices.map { label in
          let isGiven = found.indices.contains(label)
          return (
            isGiven ? probabilities[label] : 1 - probabilities[label], isGiven == row.target.indices.contains(label)
          )
        }
      }
    }
  }

  /// The answers by confidence, in ranges of equal width that hold their upper end.
  public func confidenceBins(_ number: Int = 15) -> [ConfidenceBin] {
    var bins = [ConfidenceBin](repeating: ConfidenceBin(), count: number)
    for answer in answers where answer.confidence.isFinite {
      let index = min(max(Int((answer.confidence * Double(number)).rounded(.up)) - 1, 0), number - 1)
      bins[index].count += 1
      bins[index].right += answer.isRight ? 1 : 0
      bins[index].totalConfidence += answer.confidence
    }
    return bins
  }

  /// The expected calibration error: how far confidence and accuracy are apart, in the mean over the answers, which are put
  /// into 15 bins (Guo et al., "On Calibration of Modern Neural Networks", 2017).
  public var expectedCalibrationError: Double {
    let bins = confidenceBins()
    let all = bins.reduce(0) { $0 + $1.count }
    return bins.reduce(0) { $0 + share(Double($1.count), of: Double(all)) * abs($1.accuracy - $1.confidence) }
  }

  /// The mean squared distance of the probabilities from the truth: of one probability where there are two labels or
  /// independent ones, else summed over the labels.
  public var brierScore: Double {
    guard problem != .regression else { return 0 }
    let total = rows.reduce(0) { total, row in
      let probabilities = calibration.probabilities(row.logits, problem)
      let (held, answers) = (row.target.indices, Double(max(1, probabilities.count)))
      let sum = probabilities.enumerated().reduce(0) { sum, probability in
        let distance = probability.element - (held.contains(probability.offset) ? 1 : 0)
        return sum + distance * distance
      }
      return total + (problem == .multiLabel || probabilities.count == 2 ? sum / answers : sum)
    }
    return share(total, of: Double(count))
  }

  /// For each label the area under the receiver operating characteristic: how often a text of which it holds has a higher
  /// probability of it than one of which it does not. Nil where all texts are of one kind.
  public var areasUnderCurve: [Double?] {
    guard problem != .regression else { return [] }
    let probabilities = rows.map { calibration.probabilities($0.logits, problem) }
    return counts.indices.map { label in
      rankArea(zip(probabilities, rows).map { ($0[label], $1.target.indices.contains(label)) })
    }
  }

  /// The area of two labels; else the mean over the labels that have one. Nil where none has.
  public var areaUnderCurve: Double? {
    let areas = areasUnderCurve.compactMap { $0 }
    return areas.isEmpty ? nil : areas.reduce(0, +) / Double(areas.count)
  }
}

/// By the sum of ranks, equals having the mean of theirs (Mann and Whitney).
private func rankArea(_ texts: [(probability: Double, holds: Bool)]) -> Double? {
  let positives = texts.count { $0.holds }
  let negatives = texts.count - positives
  guard positives > 0, negatives > 0, texts.allSatisfy({ $0.probability.isFinite }) else { return nil }
  let sorted = texts.sorted { $0.probability < $1.probability }
  var rankSum = 0.0
  var start = 0
  while start < sorted.count {
    let equals = sorted[start...].prefix { $0.probability == sorted[start].probability }
    rankSum += Double(equals.count { $0.holds }) * Double(equals.startIndex + 1 + equals.endIndex) / 2
    start = equals.endIndex
  }
  let (p, n) = (Double(positives), Double(negatives))
  return (rankSum - p * (p + 1) / 2) / (p * n)
}

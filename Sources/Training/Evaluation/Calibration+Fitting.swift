import BERT
public import SentimentAnalysis

extension Calibration {
  /// To fewer, a training does not fit it: simulated, with nine answers of ten right, 100 texts tell the temperature to within
  /// a sixth (one standard deviation) and 50 to within a quarter.
  public static let fewestTexts = 100

  /// The temperature, from 0.1 to 10, under which a model's answers to texts that it was not trained on are likeliest.
  ///
  /// The loss is convex in 1/T, so its slope is bisected. Where every answer is right it would fall for ever, and where there
  /// is nothing to go by it says nothing: then the answer is `none`, as it is for numbers, which have no probabilities.
  public init(fittedTo evaluation: Evaluation) {
    let (problem, rows) = (evaluation.problem, evaluation.rows.filter { $0.logits.allSatisfy(\.isFinite) })
    guard problem != .regression, rows.contains(where: { evaluation.answer($0.logits) != $0.target }) else {
      self = .none
      return
    }
    /// The loss's derivative by 1/T: what the probabilities expect of the logits, less what the truth has of them.
    func slope(_ inverse: Double) -> Double {
      let calibration = Calibration(temperature: 1 / inverse)
      return rows.reduce(0) { sum, row in
        let held = row.target.indices
        return calibration.probabilities(row.logits, problem).enumerated().reduce(sum) { sum, probability in
          let truth = held.contains(probability.offset) ? 1.0 : 0.0
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

import BERT
import Foundation

extension Alarm {
  /// What the user's own texts show of a model that does well on the texts it was measured on: it has learned something
  /// that only those have.
  ///
  /// It is told where the probe's answers are a tenth worse, and chance would not make them so bad once in a hundred times.
  ///
  /// - Parameters:
  ///   - accuracy: on the texts that the probe is compared with.
  ///   - others: what these are.
  static func probeFails(_ probe: Evaluation, accuracy: Double, on others: String) -> Alarm? {
    guard probe.problem == .singleLabel, accuracy - probe.accuracy >= 0.1,
      // Nothing is certain, even if no answer has been wrong so far.
      chance(ofAtMost: probe.correct, of: probe.count, each: min(accuracy, 0.99)) < 0.01
    else { return nil }
    return Alarm(
      kind: .probeFails,
      sentence: String(format: "the model is right on %.1f%% of the %@", 100 * accuracy, others)
        + String(format: " and on %.1f%% of the %d of the probe", 100 * probe.accuracy, probe.count)
        + worstConfusion(probe)
        + ". It has learned what the data have and your texts have not: marks that tell the label, or another kind of text. "
        + "Look at what was said of the data before the training, cut marks out with --drop-pattern, or add texts like the "
        + "probe's to the training texts")
  }

  /// The label that is most often taken for another, and for which.
  private static func worstConfusion(_ evaluation: Evaluation) -> String {
    var counts: [[Int]: Int] = [:]
    for row in evaluation.rows {
      guard let truth = row.target.label, let answer = evaluation.answer(row.logits).label else { continue }
      if answer != truth { counts[[truth, answer], default: 0] += 1 }
    }
    // Of equals the first in the order of the labels.
    guard let most = counts.values.max(),
      let pair = counts.filter({ $0.value == most }).keys.min(by: { $0.lexicographicallyPrecedes($1) })
    else { return "" }
    let (truth, answer) = (evaluation.name(pair[0]), evaluation.name(pair[1]))
    return ": it calls \(most) of \(evaluation.counts[pair[0]].held) \"\(truth)\" texts \"\(answer)\""
  }

  /// P(X ≤ successes) for a binomial X.
  ///
  /// - Precondition: `probability` lies between 0 and 1.
  static func chance(ofAtMost successes: Int, of trials: Int, each probability: Double) -> Double {
    precondition(probability > 0 && probability < 1, "a probability of \(probability)")
    let n = Double(trials)
    return (0...successes).reduce(0) { sum, count in
      let k = Double(count)
      let ways = lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)  // log of the binomial coefficient
      return sum + exp(ways + k * log(probability) + (n - k) * log1p(-probability))
    }
  }
}

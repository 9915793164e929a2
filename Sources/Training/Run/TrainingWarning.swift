import BERT
import Foundation
import SentimentAnalysis

/// A problem of a training, with advice.
public struct TrainingWarning: Sendable, Hashable {
  /// The kind of problem.
  public enum Kind: String, Sendable, CaseIterable {
    case collapse, overfitting
    case lossNotFalling = "loss_not_falling"
    case unsureOfShortTexts = "unsure_of_short_texts"
    case probeFails = "probe_fails"
  }

  /// The kind of problem.
  public let kind: Kind
  /// The problem in a sentence with numbers, and what to try.
  public let sentence: String

  /// The warnings that follow from an evaluation and the updates since the previous one.
  ///
  /// - Parameter bestLoss: the lowest validation loss of the earlier evaluations.
  static func warnings(
    for evaluation: Evaluation, training: TrainerState.Sums, bestLoss: Double?
  ) -> [TrainingWarning] {
    guard evaluation.problem == .singleLabel, evaluation.count >= 20 else { return [] }
    return [collapse(evaluation), overfitting(evaluation, training, bestLoss: bestLoss), shortTexts(evaluation)]
      .compactMap { $0 }
  }

  private static func collapse(_ evaluation: Evaluation) -> TrainingWarning? {
    let (count, counts) = (evaluation.count, evaluation.counts)
    guard let label = counts.indices.max(by: { counts[$0].predicted < counts[$1].predicted }),
      Double(counts[label].predicted) >= 0.98 * Double(count), Double(counts[label].support) <= 0.9 * Double(count)
    else { return nil }
    return TrainingWarning(
      kind: .collapse,
      sentence:
        "the model predicts \"\(evaluation.name(label))\" for \(counts[label].predicted) of \(count) validation texts, but "
        + "only \(counts[label].support) have that label: it has collapsed to one class. Look for wrong or swapped "
        + "labels; train longer, with a smaller --learning-rate or more --warmup-steps; for rare classes use --class-weights balanced"
    )
  }

  private static func overfitting(
    _ evaluation: Evaluation, _ training: TrainerState.Sums, bestLoss: Double?
  ) -> TrainingWarning? {
    let gap = training.accuracy - evaluation.accuracy
    let isWorse = bestLoss.map { evaluation.loss > 1.2 * $0 && training.meanLoss < 0.5 * evaluation.loss } ?? false
    guard training.texts >= 100, gap >= 0.1 || isWorse else { return nil }
    return TrainingWarning(
      kind: .overfitting,
      sentence: String(
        format: "over-fitting: accuracy %.3f on training texts and %.3f on validation texts, loss %.3f and %.3f",
        training.accuracy, evaluation.accuracy, training.meanLoss, evaluation.loss)
        + ". Train fewer epochs (--num-train-epochs, --early-stopping-patience), with more dropout (--hidden-dropout 0.2) "
        + "or --weight-decay, or add texts")
  }

  private static func shortTexts(_ evaluation: Evaluation) -> TrainingWarning? {
    let rows = evaluation.rows
    let short = rows.filter { $0.tokens <= 12 }, long = rows.filter { $0.tokens > 12 }
    guard short.count >= 20, long.count >= 20 else { return nil }
    let (shortConfidence, longConfidence) = (meanConfidence(short), meanConfidence(long))
    guard shortConfidence < 0.7, longConfidence - shortConfidence >= 0.1 else { return nil }
    return TrainingWarning(
      kind: .unsureOfShortTexts,
      sentence: String(
        format:
          "unsure of short texts: mean confidence %.2f on the %d texts of up to about 10 words, %.2f on longer ones",
        shortConfidence, short.count, longConfidence) + ". Add short examples to the training texts")
  }

  /// The warning that follows from the mean loss of the last updates.
  ///
  /// - Parameter guessingLoss: the loss of always predicting the frequencies of the labels.
  static func lossNotFalling(_ sums: TrainerState.Sums, step: Int, warmupSteps: Int, guessingLoss: Double)
    -> TrainingWarning?
  {
    guard step >= max(100, 2 * warmupSteps), sums.steps >= 20, sums.meanLoss >= 0.98 * guessingLoss else { return nil }
    return TrainingWarning(
      kind: .lossNotFalling,
      sentence: String(
        format: "the loss is not falling: %.3f over the last %d steps; guessing gives %.3f", sums.meanLoss, sums.steps,
        guessingLoss)
        + ". Check that the text and label columns are correct; train with another --learning-rate (2e-5 to 1e-4 for "
        + "most models), more --warmup-steps, fewer --freeze-layers")
  }

  private static func meanConfidence(_ rows: [Evaluation.Row]) -> Double {
    rows.reduce(0) { $0 + (Calibration.none.probabilities($1.logits, .singleLabel).max() ?? 0) } / Double(rows.count)
  }
}

extension TrainingWarning {
  /// The warning that a model is good on the evaluated texts but not on the user's own: it has learned something that
  /// only the data have.
  ///
  /// It needs an accuracy that is 0.1 lower on the probe, with less than 1 % probability of being chance.
  ///
  /// - Parameters:
  ///   - accuracy: the accuracy on the texts that the probe is compared with.
  ///   - others: the name of these texts.
  static func probeFails(_ probe: Evaluation, accuracy: Double, on others: String) -> TrainingWarning? {
    guard probe.problem == .singleLabel, accuracy - probe.accuracy >= 0.1,
      // Cap the accuracy: even without a mistake so far, no model is certain.
      chance(ofAtMost: probe.correct, of: probe.count, each: min(accuracy, 0.99)) < 0.01
    else { return nil }
    return TrainingWarning(
      kind: .probeFails,
      sentence: String(format: "the model is right on %.1f%% of the %@", 100 * accuracy, others)
        + String(format: " and on %.1f%% of the %d of the probe", 100 * probe.accuracy, probe.count)
        + worstConfusion(probe)
        + ". It has learned something that the data have and your texts lack: markup that gives the label away, or another kind "
        + "of text. Read the warnings about the data, remove markup with --drop-pattern, or add texts like the probe's to the "
        + "training texts")
  }

  /// The most frequent confusion of two labels.
  private static func worstConfusion(_ evaluation: Evaluation) -> String {
    var counts: [[Int]: Int] = [:]
    for row in evaluation.rows {
      guard let truth = row.target.label, let predicted = evaluation.prediction(row.logits).label else { continue }
      if predicted != truth { counts[[truth, predicted], default: 0] += 1 }
    }
    // Break ties by the order of the labels.
    guard let most = counts.values.max(),
      let pair = counts.filter({ $0.value == most }).keys.min(by: { $0.lexicographicallyPrecedes($1) })
    else { return "" }
    let (truth, predicted) = (evaluation.name(pair[0]), evaluation.name(pair[1]))
    return ": it predicts \"\(predicted)\" for \(most) of \(evaluation.counts[pair[0]].support) \"\(truth)\" texts"
  }

  /// P(X ≤ successes) for a binomial X.
  ///
  /// - Precondition: `probability` is between 0 and 1, exclusive.
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

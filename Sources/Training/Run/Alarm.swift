import BERT
import Foundation
import SentimentAnalysis

/// Something that a training should not do, and what helps.
public struct Alarm: Sendable, Hashable {
  /// What is wrong.
  public enum Kind: String, Sendable, CaseIterable {
    case collapse, overfitting
    case lossNotFalling = "loss_not_falling"
    case unsureOfShortTexts = "unsure_of_short_texts"
    case probeFails = "probe_fails"
  }

  /// What is wrong.
  public let kind: Kind
  /// The same in a sentence with figures, and what to try.
  public let sentence: String

  /// What an evaluation and the updates since the one before show.
  ///
  /// - Parameter bestLoss: the lowest validation loss of the evaluations before.
  static func raised(
    by evaluation: Evaluation, training: TrainerState.Sums, bestLoss: Double?
  ) -> [Alarm] {
    guard evaluation.problem == .singleLabel, evaluation.count >= 20 else { return [] }
    return [collapse(evaluation), overfitting(evaluation, training, bestLoss: bestLoss), shortTexts(evaluation)]
      .compactMap { $0 }
  }

  private static func collapse(_ evaluation: Evaluation) -> Alarm? {
    let (count, counts) = (evaluation.count, evaluation.counts)
    guard let label = counts.indices.max(by: { counts[$0].predicted < counts[$1].predicted }),
      Double(counts[label].predicted) >= 0.98 * Double(count), Double(counts[label].held) <= 0.9 * Double(count)
    else { return nil }
    return Alarm(
      kind: .collapse,
      sentence:
        "the model calls \(counts[label].predicted) of \(count) validation texts \"\(evaluation.name(label))\", and "
        + "\(counts[label].held) are: it has "
        + "collapsed to one class. Look for labels that are wrong or swapped; train longer, with a smaller --learning-rate "
        + "or more --warmup-steps; for rare classes --class-weights balanced")
  }

  private static func overfitting(
    _ evaluation: Evaluation, _ training: TrainerState.Sums, bestLoss: Double?
  ) -> Alarm? {
    let gap = training.accuracy - evaluation.accuracy
    let isWorse = bestLoss.map { evaluation.loss > 1.2 * $0 && training.meanLoss < 0.5 * evaluation.loss } ?? false
    guard training.texts >= 100, gap >= 0.1 || isWorse else { return nil }
    return Alarm(
      kind: .overfitting,
      sentence: String(
        format: "over-fitting: accuracy %.3f on training texts and %.3f on validation texts, loss %.3f and %.3f",
        training.accuracy, evaluation.accuracy, training.meanLoss, evaluation.loss)
        + ". Train fewer epochs (--num-train-epochs, --early-stopping-patience), with more dropout (--hidden-dropout 0.2) "
        + "or --weight-decay, or get more texts")
  }

  private static func shortTexts(_ evaluation: Evaluation) -> Alarm? {
    let rows = evaluation.rows
    let short = rows.filter { $0.tokens <= 12 }, long = rows.filter { $0.tokens > 12 }
    guard short.count >= 20, long.count >= 20 else { return nil }
    let (unsure, sure) = (meanConfidence(short), meanConfidence(long))
    guard unsure < 0.7, sure - unsure >= 0.1 else { return nil }
    return Alarm(
      kind: .unsureOfShortTexts,
      sentence: String(
        format: "unsure of short texts: mean confidence %.2f on the %d with up to 10 words or so, %.2f on longer ones",
        unsure, short.count, sure) + ". Add short examples to the training texts")
  }

  /// What the mean loss of the last updates shows.
  ///
  /// - Parameter guessing: the loss of who knows only how frequent each label is.
  static func lossNotFalling(_ sums: TrainerState.Sums, step: Int, warmupSteps: Int, guessing: Double) -> Alarm? {
    guard step >= max(100, 2 * warmupSteps), sums.steps >= 20, sums.meanLoss >= 0.98 * guessing else { return nil }
    return Alarm(
      kind: .lossNotFalling,
      sentence: String(
        format: "the loss is not falling: %.3f on the last %d steps, guessing gives %.3f", sums.meanLoss, sums.steps,
        guessing)
        + ". Look whether text and label columns are the right ones; train with another --learning-rate (2e-5 to 1e-4 for "
        + "most models), more --warmup-steps, fewer --freeze-layers")
  }

  private static func meanConfidence(_ rows: [Evaluation.Row]) -> Double {
    rows.reduce(0) { $0 + (Calibration.none.probabilities($1.logits, .singleLabel).max() ?? 0) } / Double(rows.count)
  }
}

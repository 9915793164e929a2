import BERT
import Files
import Foundation

extension Audit {
  /// Warns about words and markup that give the label away.
  mutating func addLeaks(_ data: TrainingData) {
    let labelled = data.train.filter { $0.target.label != nil }
    let labels = labelled.compactMap(\.target.label)
    for leak in LabelLeaks.find(in: labelled.map(\.text), labels: labels, labelCount: data.labels.count) {
      let texts = "\(leak.count) training texts (\(percent(leak.coverage)))"
      let predictors = leak.predictors.map { "\($0.text) \(data.labels[$0.label]) \(percent($0.share)) of \($0.count)" }
      let word = leak.predictors[0]
      let group = leak.isGroup ? leak.kind.group : nil
      let pattern = group?.pattern ?? Self.pattern(of: word.text)
      let sentence =
        if let group {
          "label leak: the \(group.name) alone give the label away: a classifier that reads nothing else is right on "
            + "\(percent(leak.accuracy)) of the \(texts) that have one; always answering the same is right on "
            + "\(percent(leak.baseline)) "
            + "(\(predictors.joined(separator: ", ")))"
        } else {
          "label leak: \"\(word.text)\" alone gives the label away: of the \(texts) that have it, \(percent(leak.accuracy)) are "
            + data.labels[word.label]
        }
      add(
        .labelLeak, sentence,
        remedy:
          "A model learns these instead of the rest of the text; remove them: --drop-pattern \(pattern.quotedForShell)",
        [
          ("accuracy", leak.accuracy), ("coverage", leak.coverage), ("baseline", leak.baseline),
          ("texts", Double(leak.count)),
        ])
    }
  }

  /// The expression that matches a mark; a word of a script with spaces only as a whole.
  private static func pattern(of mark: String) -> String {
    func boundary(_ scalar: Unicode.Scalar?) -> String {
      scalar.map { isLetter($0) && !isUnspaced($0) } == true ? #"\b"# : ""
    }
    return boundary(mark.unicodeScalars.first) + NSRegularExpression.escapedPattern(for: mark)
      + boundary(mark.unicodeScalars.last)
  }

  /// Warns about absent and rare labels, and about held-out texts with other shares of the labels.
  mutating func addBalance(_ data: TrainingData) {
    let counts = Self.counts(data.train, data.labels)
    let total = data.problem == .singleLabel ? data.train.count { $0.target.label != nil } : data.train.count
    let absent = data.labels.indices.filter { counts[$0] == 0 }.map { data.labels[$0] }
    if !absent.isEmpty {
      add(
        .absentLabel,
        "No training text is labelled \(list(absent, limit: 10)): "
          + "a new model never predicts it, one that does unlearns it",
        remedy:
          "Add such texts, or give only the labels that occur with --label-names, for a new head without the others",
        [("labels", Double(absent.count))])
    }
    let present = counts.indices.filter { counts[$0] > 0 }
    guard let most = present.max(by: { counts[$0] < counts[$1] }),
      let least = present.min(by: { counts[$0] < counts[$1] })
    else { return }
    // From three to one on, a model that minimises its loss often gives the rarer label up.
    if counts[most] >= 3 * counts[least] {
      add(
        .imbalance,
        "The labels are uneven: \(percent(counts[most], total)) of the training texts are "
          + "\(data.labels[most]), \(percent(counts[least], total)) \(data.labels[least]); always "
          + "answering \(data.labels[most]) is right that often",
        remedy: "Balance them with --class-weights balanced, and compare models by macro F1 instead of accuracy",
        [
          ("most", Double(counts[most]) / Double(total)),
          ("least", Double(counts[least]) / Double(total)),
        ])
    }
    for (name, heldOut) in [("validation", data.validation), ("test", data.test)] where heldOut.count >= 100 {
      let heldOutCounts = Self.counts(heldOut, data.labels)
      let shifts = data.labels.indices.map {
        Double(heldOutCounts[$0]) / Double(heldOut.count) - Double(counts[$0]) / Double(total)
      }
      guard let label = shifts.indices.max(by: { abs(shifts[$0]) < abs(shifts[$1]) }), abs(shifts[label]) >= 0.15 else {
        continue
      }
      add(
        .shift,
        "\(percent(heldOutCounts[label], heldOut.count)) of the \(name) texts are \(data.labels[label]), of the training texts "
          + percent(counts[label], total),
        remedy: "If both should have the same shares, split one file: --\(name)-split 0.1",
        [("difference", shifts[label])])
    }
  }
}

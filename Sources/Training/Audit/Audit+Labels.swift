import BERT
import Foundation

extension Audit {
  /// What tells the label although it should not.
  mutating func addLeaks(_ data: TrainingData) {
    let labelled = data.train.filter { $0.target.label != nil }
    let labels = labelled.compactMap(\.target.label)
    for leak in LabelLeaks.find(in: labelled.map(\.text), labels: labels, labelCount: data.labels.count) {
      let have = "\(leak.count) training texts (\(percent(leak.coverage)))"
      let parts = leak.parts.map { "\($0.text) \(data.labels[$0.label]) \(percent($0.share)) of \($0.count)" }
      let word = leak.parts[0]
      let pattern = leak.kind.group?.pattern ?? NSRegularExpression.escapedPattern(for: word.text)
      let sentence =
        if let group = leak.kind.group {
          "The \(group.name) alone tell the label: who reads nothing else is right on \(percent(leak.accuracy)) of the "
            + "\(have) that have one, \(percent(leak.baseline)) by always saying the same "
            + "(\(parts.joined(separator: ", ")))"
        } else {
          "\"\(word.text)\" alone tells the label: of the \(have) that have it, \(percent(leak.accuracy)) are "
            + data.labels[word.label]
        }
      add(
        .labelLeak, sentence,
        remedy: "A model will learn these and not the rest of the text; cut them out: --drop-pattern '\(pattern)'",
        [
          ("accuracy", leak.accuracy), ("coverage", leak.coverage), ("baseline", leak.baseline),
          ("texts", Double(leak.count)),
        ])
    }
  }

  /// Labels that are rare, or otherwise shared where the model is measured.
  mutating func addBalance(_ data: TrainingData) {
    let counts = Self.counts(data.train, data.labels)
    let total = data.problem == .singleLabel ? data.train.count { $0.target.label != nil } : data.train.count
    let absent = data.labels.indices.filter { counts[$0] == 0 }.map { data.labels[$0] }
    if !absent.isEmpty {
      add(
        .absentLabel, "No training text is labelled \(list(absent, most: 10)), which the model will never say",
        remedy: "Name the labels that there are with --label-names, or add texts", [("labels", Double(absent.count))])
    }
    let present = counts.indices.filter { counts[$0] > 0 }
    guard let most = present.max(by: { counts[$0] < counts[$1] }),
      let least = present.min(by: { counts[$0] < counts[$1] })
    else { return }
    // From three to one on, the rarer label is often worth giving up for a model that minimises its loss.
    if counts[most] >= 3 * counts[least] {
      add(
        .imbalance,
        "The labels are uneven: \(percent(counts[most], total)) of the training texts are "
          + "\(data.labels[most]), \(percent(counts[least], total)) \(data.labels[least]); always saying "
          + "\(data.labels[most]) is right that often",
        remedy: "Weigh them with --class-weights balanced, and go by macro F1 instead of accuracy",
        [
          ("most", Double(counts[most]) / Double(total)),
          ("least", Double(counts[least]) / Double(total)),
        ])
    }
    for (name, held) in [("validation", data.validation), ("test", data.test)] where held.count >= 100 {
      let heldCounts = Self.counts(held, data.labels)
      let shifts = data.labels.indices.map {
        Double(heldCounts[$0]) / Double(held.count) - Double(counts[$0]) / Double(total)
      }
      guard let label = shifts.indices.max(by: { abs(shifts[$0]) < abs(shifts[$1]) }), abs(shifts[label]) >= 0.15 else {
        continue
      }
      add(
        .shift,
        "\(percent(heldCounts[label], held.count)) of the \(name) texts are \(data.labels[label]), of the training texts "
          + percent(counts[label], total),
        remedy: "Where both should be alike, split one file: --\(name)-split 0.1", [("difference", shifts[label])])
    }
  }
}

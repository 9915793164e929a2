import BERT
import Foundation
import SentimentAnalysis

extension Report {
  private static let maximumLabels = 30

  /// The metrics of each label, and the confusion matrix.
  var labelsSection: HTML? {
    guard evaluation.problem != .regression, evaluation.count > 0 else { return nil }
    let shown = evaluation.mostFrequentLabels(limit: Self.maximumLabels)
    let all = evaluation.counts.count
    let note = shown.count < all ? "The \(shown.count) most frequent of \(all) labels." : nil
    return section("Labels", note, labelTable(shown), confusion(shown))
  }

  private func labelTable(_ shown: [Int]) -> HTML {
    let areas = evaluation.areasUnderCurve
    let rows = shown.map { index -> [HTML] in
      let label = evaluation.counts[index]
      let metrics = [label.precision, label.recall, label.f1, label.accuracy(of: evaluation.count), areas[index]]
      return [name(index)] + metrics.map { .text(digits($0)) } + [
        .text("\(label.support)"), .text("\(label.predicted)"),
      ]
    }
    let averages = [("macro", evaluation.macro), ("weighted", evaluation.weighted), ("micro", evaluation.micro)].map {
      name, average -> [HTML] in
      [.text("mean, \(name)")] + [average.precision, average.recall, average.f1].map { .text(digits($0)) }
        + [.text(""), .text(""), .text("\(evaluation.count)"), .text("")]
    }
    return .table(
      "Figures by label", ["label", "precision", "recall", "F1", "accuracy", "AUROC", "texts", "predicted"],
      rows + averages)
  }

  private func confusion(_ shown: [Int]) -> HTML {
    guard let matrix = evaluation.confusionMatrix else { return .text("") }
    let rows = shown.map { row -> [HTML] in
      let total = max(1, matrix[row].reduce(0, +))
      return [name(row)]
        + shown.map { column in
          let share = Double(matrix[row][column]) / Double(total)
          return .element(
            "span",
            [
              "class": "heat", "style": String(format: "background:rgb(var(--heat)/%.2f)", 0.4 * share),
              "title": percent(share) + " of the row",
            ], .text("\(matrix[row][column])"))
        }
    }
    return .table(
      "Confusion matrix: true labels in rows, predicted in columns",
      ["true \\ predicted"] + shown.map { shortened(evaluation.name($0), 40) }, rows)
  }

  /// The most important words of each label.
  var wordsSection: HTML? {
    let groups: [(caption: String, words: [WordWeights.Word])]
    if evaluation.problem == .regression {
      groups = [
        ("Words that raise the number", analysis.words.strongest(15, label: 0)),
        ("Words that lower it", analysis.words.strongest(15, label: 0, opposing: true)),
      ]
    } else {
      groups = evaluation.mostFrequentLabels(limit: 12).map { label in
        ("For “\(shortened(evaluation.name(label), 40))”", analysis.words.strongest(15, label: label))
      }
    }
    let tables = groups.filter { !$0.words.isEmpty }.map { wordTable($0.caption, $0.words) }
    guard !tables.isEmpty else { return nil }
    return section(
      "Most important words",
      (evaluation.problem == .regression
        ? "The words that moved the number most, by the" : "The words that distinguish a label most, by the")
        + " explanations of "
        + (analysis.explainedCount < evaluation.count ? "\(analysis.explainedCount) texts" : "all texts")
        + ". A word's weight is the mean of its weights in them"
        + (evaluation.problem == .regression ? "" : ", minus its weight for other labels")
        + "; its importance also grows with its frequency.",
      .element("div", ["class": "row"], tables))
  }

  private func wordTable(_ caption: String, _ words: [WordWeights.Word]) -> HTML {
    let largest = words.map(\.importance.magnitude).max() ?? 1
    let rows = words.map { word -> [HTML] in
      let width = String(format: "width:%.2fem", 8 * word.importance.magnitude / max(largest, .leastNormalMagnitude))
      return [
        .element("bdi", [:], .text(word.text)),
        .element("span", ["class": word.weight < 0 ? "bar against" : "bar", "style": width]),
        .text(String(format: "%+.3f", word.weight / Double(max(1, word.count)))), .text("\(word.count)"),
      ]
    }
    return .table(caption, ["word", "importance", "weight", "times"], rows, words: [0, 1])
  }

  /// The mistakes, the most confident first.
  var mistakesSection: HTML? {
    guard !analysis.mistakes.isEmpty else { return nil }
    let isRegression = evaluation.problem == .regression
    let rows = analysis.mistakes.map { mistake -> [HTML] in
      let predicted = evaluation.prediction(mistake.row.logits)
      let probabilities = evaluation.calibration.probabilities(mistake.row.logits, evaluation.problem)
      return [
        .text("\(mistake.example.line)"), markedText(mistake), text(mistake.example.target), text(predicted),
      ] + (isRegression ? [] : [.text(percent(probabilities.max() ?? 0))])
    }
    return section(
      isRegression ? "Greatest errors" : "Worst mistakes",
      "Marked words decided: underlined words support the prediction, dotted words oppose it. Long texts are shortened.",
      .table(
        isRegression ? "Texts with the largest errors" : "Wrong predictions with the highest confidence",
        ["line", "text", "true", "predicted"] + (isRegression ? [] : ["confidence"]), rows, words: [1, 2, 3]))
  }

  private func text(_ target: Target) -> HTML {
    switch target {
    case .label(let label): name(label)
    case .labels(let labels):
      .element("bdi", [:], .text(shortened(labels.sorted().map(evaluation.name).joined(separator: ", "), 200)))
    case .value(let value): .text(String(format: "%.3g", value))
    case .tags: .text("")
    }
  }

  private func name(_ label: Int) -> HTML { .element("bdi", [:], .text(shortened(evaluation.name(label), 60))) }

  /// At most 700 bytes of a text with its weighted words marked, around the strongest word if that is further back.
  private func markedText(_ mistake: ErrorAnalysis.Mistake) -> HTML {
    let bytes = Array(mistake.example.text.utf8)
    let strongest = mistake.words.max { abs($0.weight) < abs($1.weight) }
    func boundary(_ offset: Int) -> Int {
      var offset = min(max(offset, 0), bytes.count)
      while offset < bytes.count, bytes[offset] & 0xC0 == 0x80 { offset += 1 }
      return offset
    }
    let start = boundary((strongest?.range.upperBound ?? 0) > 700 ? (strongest?.range.lowerBound ?? 0) - 350 : 0)
    let end = boundary(start + 700)
    var parts: [HTML] = start > 0 ? [.text("…")] : []
    parts += HTML.marked(bytes[start..<end], mistake.words)
    if end < bytes.count { parts.append(.text("…")) }
    return .element("div", ["class": "text", "dir": "auto"], parts)
  }
}

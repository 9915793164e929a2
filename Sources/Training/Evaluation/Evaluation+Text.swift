import BERT

extension Evaluation {
  /// All metrics as the lines of aligned tables for a terminal.
  ///
  /// - Parameter labelLimit: the number of labels in the tables; the most frequent are shown.
  public func lines(labelLimit: Int = 20) -> [String] {
    let shown = mostFrequentLabels(limit: labelLimit)
    var blocks = [[sentence] + (ignoredLabelSentence.map { ["(\($0))"] } ?? [])]
    if problem != .regression {
      blocks.append(aligned(labelRows(shown)))
      if shown.count < counts.count { blocks.append(["(the \(shown.count) most frequent of \(counts.count) labels)"]) }
      let others = metrics.filter { ["mcc", "auroc", "ece", "brier"].contains($0.name) }
      blocks.append([others.map { "\($0.name) \(digits($0.value))" }.joined(separator: ", ")])
    }
    if let matrix = confusionMatrix {
      let header = ["true \\ predicted"] + shown.map { cell(ofLabel: name($0)) }
      let rows = shown.map { row in [cell(ofLabel: name(row))] + shown.map { "\(matrix[row][$0])" } }
      blocks.append(aligned([header] + rows))
    }
    let columns = metrics.prefix(problem == .singleLabel ? 3 : 4).map(\.name)
    let lengths = byLength.map { tokens, evaluation in
      ["\(tokens.lowerBound)–\(tokens.upperBound)", "\(evaluation.count)"]
        + evaluation.metrics.prefix(columns.count).map { digits($0.value) }
    }
    if !lengths.isEmpty {
      blocks.append(aligned([["tokens", "texts"] + columns] + lengths))
    }
    return Array(blocks.joined(separator: [""]))
  }

  /// How the texts are judged if no text has the model's neutral label.
  public var ignoredLabelSentence: String? {
    ignoredLabel.map {
      "judged between \(labels.joined(separator: " and ")): no text is \($0), which the model answers for \(ignoredCount) of them"
    }
  }

  /// The indices of the labels with the most texts, in the order of the logits.
  func mostFrequentLabels(limit: Int) -> [Int] {
    let byCount = counts.indices.sorted { (counts[$0].support, $1) > (counts[$1].support, $0) }
    return byCount.prefix(limit).sorted()
  }

  /// The name of a label; `LABEL_N` if it has none.
  func name(_ label: Int) -> String { labels.indices.contains(label) ? labels[label] : "LABEL_\(label)" }

  private func labelRows(_ shown: [Int]) -> [[String]] {
    let areas = areasUnderCurve
    let rows = shown.map { index in
      let label = counts[index]
      let metrics = [label.precision, label.recall, label.f1, label.accuracy(of: count), areas[index]]
      return [cell(ofLabel: name(index))] + metrics.map(digits) + ["\(label.support)"]
    }
    let averages = [("macro", macro), ("weighted", weighted), ("micro", micro)].map { name, average in
      ["(\(name))", digits(average.precision), digits(average.recall), digits(average.f1)]
    }
    return [["label", "precision", "recall", "F1", "accuracy", "AUROC", "texts"]] + rows + averages
  }
}

extension Evaluation {
  /// The figure of that name, as `--metric-for-best-model` may have it, with or without `eval_` in front.
  public func figure(_ name: String) -> Double? {
    let name = name.hasPrefix("eval_") ? String(name.dropFirst("eval_".count)) : name
    switch name {
    case "loss": return loss
    case "f1_avg", "f1_macro": return macroF1
    default: return figures.first { $0.name == name }?.value
    }
  }

  /// Whether a figure is better the lower it is.
  public static func isBetterLow(_ name: String) -> Bool {
    ["loss", "mse", "mae", "ece", "brier"].contains(name.hasPrefix("eval_") ? String(name.dropFirst(5)) : name)
  }

  private var macroF1: Double {
    let labels = rows.first?.logits.count ?? 0
    let answers = rows.map { row in (row.logits.indices.max { row.logits[$0] < row.logits[$1] } ?? 0, row.target) }
    let scores = (0..<labels).map { label in
      let right = answers.count { $0 == label && $1 == .label(label) }
      return Double(2 * right)
        / Double(max(1, answers.count { $0.0 == label } + answers.count { $0.1 == .label(label) }))
    }
    return scores.reduce(0, +) / Double(max(1, labels))
  }
}

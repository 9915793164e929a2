import BERT
import Foundation
import SentimentAnalysis

extension Report {
  /// Losses and scores over the steps of the training.
  var curvesSection: HTML? {
    var series: [String: [(x: Double, y: Double)]] = [:]
    for entry in log {
      for metric in entry.metrics { series[metric.name, default: []].append((Double(entry.step), metric.value)) }
    }
    func chart(_ title: String, _ names: [String], scale: ([Double]) -> Chart.Axis) -> HTML? {
      let curves = names.compactMap { name in series[name].map { (name, thinned($0)) } }
      guard !curves.isEmpty else { return nil }
      let names = curves.map { Self.curveTitle($0.0, in: title) }
      let last = zip(names, curves).map { "\($0) ends at \(digits($1.1.last?.y))" }.joined(separator: ", ")
      return Chart(
        title: title, description: last + ".",
        x: Chart.Axis("step", over: curves.flatMap { $0.1.map(\.x) }, fromZero: true),
        y: scale(curves.flatMap { $0.1.map(\.y) }),
        marks: curves.enumerated().map { .line($1.1, series: $0) }, legend: names
      ).html
    }
    let isRegression = evaluation.problem == .regression
    let charts = [
      chart("Loss", ["loss", "eval_loss", "probe_loss"]) { Chart.Axis("loss", over: $0, fromZero: true) },
      chart(
        isRegression ? "Correlation" : "Accuracy",
        isRegression
          ? ["eval_pearson", "eval_r2"] : ["accuracy", "eval_accuracy", "eval_f1_macro", "eval_f1", "probe_accuracy"]
      ) { isRegression ? Chart.Axis("", over: $0) : Chart.Axis(share: "share", from: Self.floor(of: $0)) },
    ].compactMap { $0 }
    return charts.isEmpty ? nil : section("Training", nil, .element("div", ["class": "row"], charts))
  }

  /// The texts of a curve, and its metric if the title of the chart does not name it.
  private static func curveTitle(_ name: String, in title: String) -> String {
    var (texts, metric) = ("training", name[...])
    for (prefix, others) in [("eval_", "validation"), ("probe_", "probe")] where name.hasPrefix(prefix) {
      (texts, metric) = (others, name.dropFirst(prefix.count))
    }
    guard metric != title.lowercased() else { return texts }
    return texts + " " + (titles[String(metric)]?.title ?? String(metric))
  }

  /// At most 400 points, including the last, so that the page stays small.
  private func thinned(_ points: [(x: Double, y: Double)]) -> [(x: Double, y: Double)] {
    let step = max(1, (points.count + 398) / 399)
    return points.enumerated().filter { $0.offset % step == 0 || $0.offset == points.count - 1 }.map(\.element)
  }

  /// The start of an axis of shares; 0.5 if all shares are above it.
  private static func floor(of shares: [Double]) -> Double {
    (shares.filter(\.isFinite).min() ?? 0) >= 0.5 ? 0.5 : 0
  }

  /// The distribution of confidence, and the calibration.
  var confidenceSection: HTML? {
    guard evaluation.problem != .regression, evaluation.count > 0 else { return nil }
    return section(
      "Confidence",
      "The confidence of the predictions, and how often predictions of that confidence were correct. "
        + (evaluation.calibration == .none
          ? "The probabilities are not calibrated." : "The probabilities are calibrated: \(evaluation.calibration)."),
      .element("div", ["class": "row"], distribution.html, calibrationDiagram.html))
  }

  private var distribution: Chart {
    let bins = evaluation.confidenceBins(20)
    let first = bins.firstIndex { $0.count > 0 } ?? 0
    let range = Double(first) / 20...1
    let marks = bins.enumerated().flatMap { index, bin -> [Chart.Mark] in
      let x = Double(index) / 20...Double(index + 1) / 20
      let wrong = Double(bin.count - bin.correct)
      let tip =
        "\(percent(x.lowerBound)) to \(percent(x.upperBound)): \(bin.correct) right, \(bin.count - bin.correct) wrong"
      return bin.count == 0
        ? []
        : [
          .bar(x: x, y: wrong...Double(bin.count), series: 0, tip: tip), .bar(x: x, y: 0...wrong, series: 1, tip: tip),
        ]
    }
    let right = bins.reduce(0) { $0 + $1.correct }
    let wrong = bins.reduce(0) { $0 + $1.count } - right
    return Chart(
      title: "Distribution of confidence", description: "\(right) right and \(wrong) wrong answers.",
      x: Chart.Axis(share: "confidence", from: range.lowerBound),
      y: Chart.Axis("answers", over: bins.map { Double($0.count) }, fromZero: true), marks: marks,
      legend: ["right", "wrong"])
  }

  private var calibrationDiagram: Chart {
    let bins = evaluation.confidenceBins()
    let used = bins.enumerated().filter { $0.element.count > 0 }
    let bars = used.map { index, bin -> Chart.Mark in
      .bar(
        x: Double(index) / 15...Double(index + 1) / 15, y: 0...bin.accuracy, series: 0,
        tip: "\(bin.count) answers: confidence \(percent(bin.confidence)), right \(percent(bin.accuracy))")
    }
    return Chart(
      title: "Calibration",
      description: "Accuracy by confidence; they are equal on the dotted line. "
        + "The mean difference is \(digits(evaluation.expectedCalibrationError)) (ECE).",
      x: Chart.Axis(share: "confidence"), y: Chart.Axis(share: "accuracy"),
      marks: bars + [
        .reference(from: (0, 0), to: (1, 1)),
        .dots(used.map { ($0.element.confidence, $0.element.accuracy) }, series: 1),
      ])
  }

  /// Predicted and true values of a regression, and their errors.
  var numbersSection: HTML? {
    guard evaluation.problem == .regression, evaluation.count > 0 else { return nil }
    let values = evaluation.values
    let points = thinned(values.map { ($0.truth, $0.predicted) })
    let both = values.flatMap { [$0.predicted, $0.truth] }
    let (x, y) = (Chart.Axis("true", over: both), Chart.Axis("predicted", over: both))
    let scatter = Chart(
      title: "Predicted and true", description: "Their correlation is \(digits(evaluation.correlation)).", x: x, y: y,
      marks: [
        .reference(from: (x.range.lowerBound, x.range.lowerBound), to: (x.range.upperBound, x.range.upperBound)),
        .dots(points, series: 0),
      ])
    let errors = values.map { $0.predicted - $0.truth }.filter(\.isFinite)
    let axis = Chart.Axis("predicted less true", over: errors, fromZero: true)
    let width = (axis.range.upperBound - axis.range.lowerBound) / 20
    var counts = [Int](repeating: 0, count: 20)
    for error in errors { counts[Int(min(max((error - axis.range.lowerBound) / width, 0), 19))] += 1 }
    let histogram = Chart(
      title: "Distribution of errors",
      description: "The mean absolute error is \(digits(evaluation.meanAbsoluteError)).",
      x: axis,
      y: Chart.Axis("texts", over: counts.map { Double($0) }, fromZero: true),
      marks: counts.enumerated().map { index, count in
        let start = axis.range.lowerBound + Double(index) * width
        return .bar(
          x: start...start + width, y: 0...Double(count), series: 0,
          tip: String(format: "%g to %g: ", start, start + width) + "\(count) texts")
      })
    return section("Numbers", nil, .element("div", ["class": "row"], scatter.html, histogram.html))
  }

  /// Quality by the length of the texts.
  var lengthSection: HTML? {
    let groups = evaluation.byLength
    guard !groups.isEmpty else { return nil }
    let isRegression = evaluation.problem == .regression
    let values = groups.map { isRegression ? $0.evaluation.meanAbsoluteError : $0.evaluation.accuracy }
    let name = isRegression ? "mean error" : "accuracy"
    let names = groups.map { "\($0.tokens.lowerBound)–\($0.tokens.upperBound)" }
    let bars = values.enumerated().map { index, value -> Chart.Mark in
      .bar(
        x: Double(index) + 0.15...Double(index) + 0.85, y: 0...max(0, value.isFinite ? value : 0), series: 0,
        tip: "\(names[index]) tokens: \(digits(value)), \(groups[index].evaluation.count) texts")
    }
    let chart = Chart(
      title: isRegression ? "Error by length" : "Accuracy by length",
      description: zip(names, values).map { "\($0) tokens: \(digits($1))" }.joined(separator: "; ") + ".",
      x: Chart.Axis(
        title: "tokens", range: 0...Double(groups.count),
        ticks: names.enumerated().map { (Double($0) + 0.5, $1) }),
      y: isRegression ? Chart.Axis(name, over: values, fromZero: true) : Chart.Axis(share: name), marks: bars)
    let columns = isRegression ? ["mse", "mae"] : ["accuracy", "f1_macro", "loss"]
    let rows = zip(names, groups).map { length, group in
      let metrics = group.evaluation.metrics
      return [HTML.text(length), .text("\(group.evaluation.count)")]
        + columns.map { name in .text(digits(metrics.first { $0.name == name }?.value)) }
    }
    let table = HTML.table(
      "By length in tokens", ["tokens", "texts"] + columns.map { Self.titles[$0]?.title ?? $0 }, rows)
    return section("Length", nil, .element("div", ["class": "row"], chart.html, table))
  }
}

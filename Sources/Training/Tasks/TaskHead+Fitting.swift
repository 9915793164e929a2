import BERT
import SentimentAnalysis
import Tensors

extension TaskHead {
  /// Fits the temperature of exclusive labels and tags, the threshold of each independent label, and for spans the bias of the tags
  /// outside of them and the confidence of mixed texts.
  ///
  /// - Parameter outputs: the rows of logits of each text.
  /// - Returns: the logits of the fitted head.
  mutating func fit(_ outputs: [[[Float]]], _ texts: [TaskData.Text]) -> [[[Float]]] {
    (temperature, thresholds, mixedAbove) = (1, nil, nil)
    switch kind {
    case .number: return outputs
    case .independent:
      thresholds = labels.indices.map { label in
        Threshold.best(
          zip(outputs, texts).map { rows, text in
            (
              BinaryCrossEntropy.probability(Double(rows.first?[label] ?? 0)),
              text.example.target.indices.contains(label)
            )
          })
      }
      return outputs
    case .exclusive:
      fitTemperature(outputs, texts)
      return outputs
    case .spans:
      let shifted = fitOutside(outputs, texts)
      fitTemperature(shifted, texts)
      fitMixed(shifted, texts)
      return shifted
    }
  }

  private mutating func fitTemperature(_ outputs: [[[Float]]], _ texts: [TaskData.Text]) {
    var evaluation = Evaluation(.singleLabel, labels: labels)
    for (rows, text) in zip(outputs, texts) {
      let target = text.example.target
      for (row, tag) in zip(rows, target.tags ?? [target.label]) {
        if let tag { evaluation.add(row, .label(tag)) }
      }
    }
    guard evaluation.count >= Calibration.minimumTexts, evaluation.correct < evaluation.count else { return }
    temperature = Calibration(fittedTo: evaluation).temperature
  }

  /// The texts of which spans are decoded anew for each candidate.
  private static var fittedTexts: Int { 2000 }

  /// Moves the bias of the tags outside of spans to the best F1 of exact spans with their label. Cross-entropy weighs words alike,
  /// most of which are in no span, so that it finds too few spans for F1.
  private mutating func fitOutside(_ outputs: [[[Float]]], _ texts: [TaskData.Text]) -> [[[Float]]] {
    guard texts.reduce(0, { $0 + $1.spans.count }) >= Calibration.minimumTexts else { return outputs }
    let (tags, decoder) = (SpanTags(labels), SpanDecoder(self))
    let sample = Array(zip(outputs, texts)).evenlySpaced(Self.fittedTexts)
    func moved(_ rows: [[Float]], _ shift: Float) -> [[Float]] {
      rows.map { row in
        var row = row
        for tag in tags.outside { row[tag] += shift }
        return row
      }
    }
    func f1(_ shift: Float) -> Double {
      var evaluation = SpanEvaluation(labels: decoder.types)
      for (rows, text) in sample {
        let found = decoder.spans(moved(rows, shift), text.words, in: text.text)
        evaluation.add(
          predicted: found.map { LabelledSpan(range: $0.range, label: $0.label) }, truth: text.spans,
          excluded: text.excluded)
      }
      return evaluation.micro.f1
    }
    // The smallest of the shifts that are equally good.
    let shifts = (-20...20).map { Float($0) / 10 }.sorted { abs($0) < abs($1) }
    let scores = shifts.map(f1)
    guard let best = shifts.indices.max(by: { scores[$0] < scores[$1] || scores[$0] == scores[$1] && $0 > $1 }) else {
      return outputs
    }
    for tag in tags.outside { classifier.bias[0, tag] += shifts[best] }
    return outputs.map { moved($0, shifts[best]) }
  }

  /// Fits the confidence that aspects of both polarities must have to make a text mixed: the one with the best F1.
  private mutating func fitMixed(_ outputs: [[[Float]]], _ texts: [TaskData.Text]) {
    let decoder = SpanDecoder(self)
    guard decoder.findsAspects else { return }
    let judged = zip(outputs, texts).compactMap { rows, text -> (probability: Double, isTrue: Bool)? in
      let isTrue = LabelledSpan.areMixed(text.spans)
      // An excluded span may be of either polarity.
      guard isTrue || text.excluded.isEmpty else { return nil }
      return (decoder.mixedConfidence(of: decoder.spans(rows, text.words, in: text.text)), isTrue)
    }
    if judged.contains(where: \.isTrue) { mixedAbove = Threshold.best(judged) }
  }
}

/// The probability from which on a label applies.
enum Threshold {
  /// The threshold with the best F1, in the middle between two probabilities; one half if no text has the label. Of equally
  /// good ones the nearest to one half.
  static func best(_ texts: [(probability: Double, isTrue: Bool)]) -> Double {
    let all = texts.count { $0.isTrue }
    guard all > 0 else { return 0.5 }
    let sorted = texts.sorted { $0.probability > $1.probability }
    var (best, bestF1, correct) = (0.5, -1.0, 0)
    for (index, text) in sorted.enumerated() {
      if text.isTrue { correct += 1 }
      let next = index + 1 < sorted.count ? sorted[index + 1].probability : 0
      // Equal probabilities are on one side.
      guard next < text.probability else { continue }
      let f1 = Double(2 * correct) / Double(index + 1 + all)
      let threshold = min(max((text.probability + next) / 2, 1e-6), 1 - 1e-6)
      if f1 > bestF1 || f1 == bestF1 && abs(threshold - 0.5) < abs(best - 0.5) { (best, bestF1) = (threshold, f1) }
    }
    return best
  }
}

/// The quality of a model on texts with known spans.
///
/// A predicted span is correct if its range and its label are. The metrics are those of seqeval in its default mode, with
/// `zero_division=0`: a metric without spans is 0.
public struct SpanEvaluation: Sendable {
  /// The names of the labels: those of `init`, then others in the order of addition.
  public private(set) var labels: [String] = []
  /// The number of texts.
  public private(set) var texts = 0
  /// The counts of spans for each label, in the order of `labels`.
  public private(set) var perLabel: [LabelCounts] = []
  /// The counts of ranges, whatever their label.
  public private(set) var boundaries = LabelCounts()
  /// The number of true spans to which the model gave a label.
  public private(set) var givenCount = 0
  private var givenCorrect = 0
  /// The counts of texts that are mixed; nil unless the model finds aspects.
  public private(set) var mixed: LabelCounts?
  private var totalLoss = 0.0
  /// The number of words with a loss.
  private(set) var words = 0
  /// The positions of the labels by `SpanLabels.name`.
  private var positions: [String: Int] = [:]

  private struct Entity: Hashable {
    var range: Range<Int>
    var label: Int
  }

  /// An evaluation without texts.
  ///
  /// - Parameter labels: the labels to list, even without spans. They are compared without case, `pos` as `positive`.
  public init(labels: [String]) {
    for label in labels { _ = position(of: label) }
  }

  /// Adds one text. Spans of the same range and label count once.
  ///
  /// - Parameters:
  ///   - excluded: ranges without a known label; a predicted span that overlaps one does not count.
  ///   - givenLabels: the labels that the model gives to the true spans, in their order; nil if it was not asked.
  ///   - isMixed: whether the model finds the text mixed; nil if it does not find aspects. A text without a known polarity of some
  ///     range counts only if others make it mixed.
  ///   - loss: the sum of the losses of the words.
  ///   - words: the number of these words.
  public mutating func add(
    predicted: [LabelledSpan], truth: [LabelledSpan], excluded: [Range<Int>] = [], givenLabels: [String]? = nil,
    isMixed: Bool? = nil, loss: Double = 0, words: Int = 0
  ) {
    texts += 1
    totalLoss += loss
    self.words += words
    let counted = predicted.filter { span in !excluded.contains { $0.overlaps(span.range) } }
    let (predictions, truths) = (entities(counted), entities(truth))
    for prediction in predictions { perLabel[prediction.label].predicted += 1 }
    for truth in truths { perLabel[truth.label].support += 1 }
    for match in predictions.intersection(truths) { perLabel[match.label].correct += 1 }
    let (predictedRanges, trueRanges) = (Set(counted.map(\.range)), Set(truth.map(\.range)))
    boundaries.predicted += predictedRanges.count
    boundaries.support += trueRanges.count
    boundaries.correct += predictedRanges.intersection(trueRanges).count
    if let isMixed {
      let truly = LabelledSpan.areMixed(truth)
      if truly || excluded.isEmpty {
        mixed = mixed ?? LabelCounts()
        mixed?.support += truly ? 1 : 0
        mixed?.predicted += isMixed ? 1 : 0
        mixed?.correct += truly && isMixed ? 1 : 0
      }
    }
    guard let givenLabels else { return }
    precondition(
      givenLabels.count == truth.count, "expected \(truth.count) labels of the true spans, got \(givenLabels.count)")
    givenCount += truth.count
    givenCorrect += zip(truth, givenLabels).count { SpanLabels.name($0.label) == SpanLabels.name($1) }
  }

  /// The counts of all labels taken together.
  public var total: LabelCounts {
    perLabel.reduce(into: LabelCounts()) { sum, label in
      sum.support += label.support
      sum.predicted += label.predicted
      sum.correct += label.correct
    }
  }

  /// The share of the true spans to which the model gives the right label if their ranges are given; 0 without labels.
  public var polarityAccuracy: Double { share(Double(givenCorrect), of: Double(givenCount)) }

  /// The mean loss of a word; 0 without words.
  public var loss: Double { share(totalLoss, of: Double(words)) }

  private mutating func entities(_ spans: [LabelledSpan]) -> Set<Entity> {
    var entities: Set<Entity> = []
    for span in spans { entities.insert(Entity(range: span.range, label: position(of: span.label))) }
    return entities
  }

  private mutating func position(of label: String) -> Int {
    let name = SpanLabels.name(label)
    if let position = positions[name] { return position }
    positions[name] = labels.count
    labels.append(label)
    perLabel.append(LabelCounts())
    return labels.count - 1
  }
}

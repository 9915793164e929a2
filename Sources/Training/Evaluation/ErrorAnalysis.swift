import BERT
import Files
public import JSON
public import SentimentAnalysis

/// The predictions of a finished model for labelled texts, with its mistakes and, if requested, the words that decided.
public struct ErrorAnalysis: Sendable {
  /// A wrong prediction, or an inexact value.
  public struct Mistake: Sendable {
    /// The text with its place and its target.
    public var example: LabelledData.Example
    /// The row of the evaluation.
    public var row: Evaluation.Row
    /// The words of the text, in order, with their weights for the prediction.
    public var words: [Classification.KeyToken]
  }

  /// The evaluation; its rows are in the order of the examples.
  public private(set) var evaluation: Evaluation
  /// The mistakes with the highest loss, worst first; empty without explanations.
  public private(set) var mistakes: [Mistake] = []
  /// The weights of words over the explained texts.
  public private(set) var words: WordWeights
  /// The number of explained texts.
  public private(set) var explainedCount = 0

  private static let maximumMistakes = 24

  /// Wraps an evaluation, without mistakes and words.
  public init(_ evaluation: Evaluation) {
    self.evaluation = evaluation
    words = WordWeights(labels: evaluation.labels.count)
  }

  /// Classifies examples.
  ///
  /// - Parameter explain: collects mistakes and words, which doubles the time.
  public init(
    of model: SentimentModel, on examples: [LabelledData.Example], explain: Bool = false,
    progress: (_ done: Int) -> Void = { _ in }
  ) {
    self.init(
      Evaluation(
        model.problem, labels: model.labels, calibration: model.calibration, targets: examples.map(\.target)))
    for first in stride(from: 0, to: examples.count, by: 512) {
      let part = examples[first..<min(first + 512, examples.count)]
      for (example, result) in zip(part, model.classify(part.map(\.text), explain ? .init(method: .full) : .init())) {
        add(result.logits, explain ? words(of: result) : nil, of: example, tokens: result.pieces.count)
      }
      progress(evaluation.count)
    }
  }

  /// Explains an existing evaluation: its worst mistakes and, for the words, a sample of texts, so that the time is
  /// bounded.
  ///
  /// - Parameters:
  ///   - examples: the evaluated examples, in order.
  ///   - limit: the size of the sample.
  public init(
    _ evaluation: Evaluation, of model: SentimentModel, on examples: [LabelledData.Example], explaining limit: Int,
    progress: (_ done: Int, _ all: Int) -> Void = { _, _ in }
  ) {
    self.init(evaluation)
    let rows = evaluation.rows
    let wrong = rows.indices.filter { evaluation.prediction(rows[$0].logits) != rows[$0].target }
    let worst = wrong.sorted { (rows[$1].loss, $0) < (rows[$0].loss, $1) }.prefix(Self.maximumMistakes)
    let even = Array(rows.indices).evenlySpaced(limit)
    let chosen = Set(worst).union(even).sorted()
    for first in stride(from: 0, to: chosen.count, by: 64) {
      let part = chosen[first..<min(first + 64, chosen.count)]
      for (index, result) in zip(part, model.classify(part.map { examples[$0].text }, .init(method: .full))) {
        explain(rows[index], words(of: result), of: examples[index])
      }
      progress(first + part.count, chosen.count)
    }
  }

  /// The words that decided; none if they decided for a label that is not judged.
  private func words(of result: Classification) -> [Classification.KeyToken] {
    result.label == evaluation.ignoredLabel ? [] : result.words
  }

  /// Adds one text, with its words to `words` and `mistakes` if there are any.
  mutating func add(
    _ logits: [Float], _ found: [Classification.KeyToken]?, of example: LabelledData.Example, tokens: Int
  ) {
    evaluation.add(logits, example.target, tokens: tokens)
    if let found, let row = evaluation.rows.last { explain(row, found, of: example) }
  }

  private mutating func explain(
    _ row: Evaluation.Row, _ found: [Classification.KeyToken], of example: LabelledData.Example
  ) {
    explainedCount += found.isEmpty ? 0 : 1
    let logits = row.logits
    if let best = logits.indices.max(by: { logits[$0] < logits[$1] }) { words.add(found, label: best) }
    guard evaluation.prediction(logits) != row.target else { return }
    let place = mistakes.firstIndex { $0.row.loss < row.loss } ?? mistakes.count
    guard place < Self.maximumMistakes else { return }
    mistakes.insert(Mistake(example: example, row: row, words: found), at: place)
    if mistakes.count > Self.maximumMistakes { mistakes.removeLast() }
  }

  /// The same predictions under another calibration.
  public func calibrated(by calibration: Calibration) -> ErrorAnalysis {
    var copy = self
    copy.evaluation = evaluation.calibrated(by: calibration)
    return copy
  }
}

extension Evaluation {
  /// One prediction as a JSON object: file and line, text, true and predicted target, and the probability of each label of the
  /// model, which a regression lacks.
  public func predictionJSON(_ index: Int, of example: LabelledData.Example) -> JSONObject {
    let row = rows[index]
    var object: JSONObject = [
      "file": .string(example.file.repaired), "line": .integer(Int64(example.line)), "text": .string(example.text),
      "true": json(row.target), "predicted": json(prediction(row.logits)),
    ]
    if problem != .regression {
      let probabilities = calibration.probabilities(row.output, problem)
      object["scores"] = .object(
        probabilities.enumerated().reduce(into: JSONObject()) { scores, probability in
          let index = probability.offset
          scores[modelLabels.indices.contains(index) ? modelLabels[index] : name(index)] = .double(probability.element)
        })
    }
    return object
  }

  private func json(_ target: Target) -> JSONValue {
    switch target {
    case .label(let label): .string(name(label))
    case .labels(let labels): .array(labels.sorted().map { .string(name($0)) })
    case .value(let value): .double(value)
    case .tags(let tags): .array(tags.map { $0.map { .string(name($0)) } ?? .null })
    }
  }
}

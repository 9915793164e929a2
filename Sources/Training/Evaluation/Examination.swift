import BERT
public import JSON
public import SentimentAnalysis

/// A finished model's answers to labelled texts, and where asked for what decided them.
public struct Examination: Sendable {
  /// An answer that was wrong, or a number that was off.
  public struct Mistake: Sendable {
    /// The text, where it stands and what is true of it.
    public var example: LabelledData.Example
    /// The same as the evaluation's row.
    public var row: Evaluation.Row
    /// The words of the text, in its order, and what they did for the answer.
    public var words: [Classification.KeyToken]
  }

  /// What was measured; its rows are in the order of the examples.
  public private(set) var evaluation: Evaluation
  /// The mistakes of the greatest loss, worst first; none without an explanation.
  public private(set) var mistakes: [Mistake] = []
  /// Which words decided, over the texts that were explained.
  public private(set) var words: WordWeights
  /// How many those are.
  public private(set) var explainedCount = 0

  private static let mostMistakes = 24

  /// What was measured before, without mistakes and words.
  public init(_ evaluation: Evaluation) {
    self.evaluation = evaluation
    words = WordWeights(labels: evaluation.labels.count)
  }

  /// - Parameter explain: collects mistakes and words, for about as much time again.
  public init(
    of model: SentimentModel, on examples: [LabelledData.Example], explain: Bool = false,
    progress: (_ done: Int) -> Void = { _ in }
  ) {
    self.init(Evaluation(model.problem, labels: model.labels, calibration: model.calibration))
    for first in stride(from: 0, to: examples.count, by: 512) {
      let part = examples[first..<min(first + 512, examples.count)]
      for (example, result) in zip(part, model.classify(part.map(\.text), explain ? .init(method: .full) : .init())) {
        add(result.logits, explain ? result.words : nil, of: example, tokens: result.pieces.count)
      }
      progress(evaluation.count)
    }
  }

  /// What was measured before; explained are the worst mistakes and, for the words, texts taken evenly from all, so that it
  /// takes no longer than so many texts do.
  ///
  /// - Parameters:
  ///   - examples: those that were measured, in that order.
  ///   - limit: how many texts are explained for the words.
  public init(
    _ evaluation: Evaluation, of model: SentimentModel, on examples: [LabelledData.Example], explaining limit: Int,
    progress: (_ done: Int, _ all: Int) -> Void = { _, _ in }
  ) {
    self.init(evaluation)
    let rows = evaluation.rows
    let wrong = rows.indices.filter { evaluation.answer(rows[$0].logits) != rows[$0].target }
    let worst = wrong.sorted { (rows[$1].loss, $0) < (rows[$0].loss, $1) }.prefix(Self.mostMistakes)
    let even = Array(rows.indices).evenly(limit)
    let chosen = Set(worst).union(even).sorted()
    for first in stride(from: 0, to: chosen.count, by: 64) {
      let part = chosen[first..<min(first + 64, chosen.count)]
      for (index, result) in zip(part, model.classify(part.map { examples[$0].text }, .init(method: .full))) {
        explain(rows[index], result.words, of: examples[index])
      }
      progress(explainedCount, chosen.count)
    }
  }

  /// Counts one text; with the words that decided, also them and what was mistaken.
  mutating func add(
    _ logits: [Float], _ found: [Classification.KeyToken]?, of example: LabelledData.Example, tokens: Int
  ) {
    evaluation.add(logits, example.target, tokens: tokens)
    if let found, let row = evaluation.rows.last { explain(row, found, of: example) }
  }

  private mutating func explain(
    _ row: Evaluation.Row, _ found: [Classification.KeyToken], of example: LabelledData.Example
  ) {
    explainedCount += 1
    let logits = row.logits
    if let best = logits.indices.max(by: { logits[$0] < logits[$1] }) { words.add(found, label: best) }
    guard evaluation.answer(logits) != row.target else { return }
    let place = mistakes.firstIndex { $0.row.loss < row.loss } ?? mistakes.count
    guard place < Self.mostMistakes else { return }
    mistakes.insert(Mistake(example: example, row: row, words: found), at: place)
    if mistakes.count > Self.mostMistakes { mistakes.removeLast() }
  }

  /// The same answers, their probabilities made otherwise.
  public func calibrated(by calibration: Calibration) -> Examination {
    var copy = self
    copy.evaluation = evaluation.calibrated(by: calibration)
    return copy
  }
}

extension Evaluation {
  /// One text's answer as a JSON object: its file and line, the text, what is true, what the model said, and every label's
  /// probability, which a number has not.
  public func prediction(_ index: Int, of example: LabelledData.Example) -> JSONObject {
    let row = rows[index]
    var object: JSONObject = [
      "file": .string(example.file), "line": .integer(Int64(example.line)), "text": .string(example.text),
      "true": json(row.target), "predicted": json(answer(row.logits)),
    ]
    if problem != .regression {
      let probabilities = calibration.probabilities(row.logits, problem)
      object["scores"] = .object(
        probabilities.enumerated().reduce(into: JSONObject()) { $0[name($1.offset)] = .double($1.element) })
    }
    return object
  }

  private func json(_ target: Target) -> JSONValue {
    switch target {
    case .label(let label): .string(name(label))
    case .labels(let labels): .array(labels.sorted().map { .string(name($0)) })
    case .value(let value): .double(value)
    }
  }
}

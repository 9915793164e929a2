import BERT
public import JSON
public import SentimentAnalysis
import Tensors

/// The quality of a further head on texts with known targets.
public struct TaskEvaluation: Sendable {
  /// The figures, by the kind of the head.
  public enum Figures: Sendable {
    case labels(Evaluation)
    case spans(SpanEvaluation)
  }

  /// The name of the head.
  public let name: String
  /// The figures.
  public var figures: Figures
  /// The metrics, the most important first.
  public var metrics: [(name: String, value: Double)] {
    switch figures {
    case .labels(let evaluation):
      let main = evaluation.problem == .multiLabel ? ["f1_macro"] : []
      let all = evaluation.metrics
      return all.filter { main.contains($0.name) } + all.filter { !main.contains($0.name) }
    case .spans(let evaluation): return evaluation.metrics
    }
  }
  /// The mean loss of a text, or of a word with a known tag.
  public var loss: Double {
    switch figures {
    case .labels(let evaluation): evaluation.loss
    case .spans(let evaluation): evaluation.loss
    }
  }
  /// The first metrics as text.
  public var sentence: String {
    switch figures {
    case .labels(let evaluation): evaluation.sentence
    case .spans(let evaluation): evaluation.sentence
    }
  }
  /// All metrics as the lines of aligned tables for a terminal.
  public var lines: [String] {
    switch figures {
    case .labels(let evaluation): evaluation.lines()
    case .spans(let evaluation): evaluation.lines()
    }
  }
  /// All metrics as one object.
  public var json: JSONObject {
    switch figures {
    case .labels(let evaluation): evaluation.json
    case .spans(let evaluation): evaluation.json
    }
  }
}

extension TaskEvaluation {
  /// An evaluation of a task without texts, which has the names of its metrics.
  init(of data: TaskData) {
    name = data.settings.name
    figures =
      data.settings.kind == .spans
      ? .spans(SpanEvaluation(labels: SpanTags(data.outputs).types))
      : .labels(Evaluation(data.settings.kind.problem, labels: data.outputs))
  }

  /// Evaluates a head.
  ///
  /// - Parameters:
  ///   - model: packed for inference, or not.
  ///   - fits: whether `TaskHead.fit` fits the head to these texts first.
  /// - Returns: the evaluation, and the head with what was fitted.
  static func measure(
    _ model: SequenceClassifier, head index: Int, on texts: [TaskData.Text], fits: Bool, in context: PassContext
  ) throws(CancellationError) -> (evaluation: TaskEvaluation, head: TaskHead) {
    let kind = model.taskHeads[index].kind
    var outputs = try inBatches(ofLengths: texts.map(\.example.ids.count), tokens: 4096, in: context) {
      indices throws(CancellationError) in
      let batch = Batch(indices.map { texts[$0].example })
      let rows = model.logits(ofHead: index, try model.encode(batch, in: context), batch, in: context)
      guard kind.readsWords else { return rows.rowArrays.map { [$0] } }
      return (0..<batch.count).map { text in
        (batch.readOffsets[text] + 1..<batch.readOffsets[text + 1]).map { rows.row($0) }
      }
    }
    var head = model.taskHeads[index]
    if fits { outputs = head.fit(outputs, texts) }
    guard head.kind == .spans else {
      var evaluation = Evaluation(
        head.kind.problem, labels: head.labels,
        calibration: Calibration(temperature: head.temperature), thresholds: head.thresholds)
      for (rows, text) in zip(outputs, texts) {
        evaluation.add(rows.first ?? [], text.example.target, tokens: text.example.ids.count)
      }
      return (TaskEvaluation(name: head.name, figures: .labels(evaluation)), head)
    }
    let decoder = SpanDecoder(head)
    var evaluation = SpanEvaluation(labels: decoder.types)
    let loss = ClassificationLoss(problem: .singleLabel)
    for (rows, text) in zip(outputs, texts) {
      let found = decoder.spans(rows, text.words, in: text.text)
      let given = text.spans.map { span in
        decoder.type(of: zip(rows, text.words).filter { $0.1.range.overlaps(span.range) }.map(\.0))
          .map { decoder.types[$0] } ?? ""
      }
      let tagged = zip(rows, text.example.target.tags ?? []).compactMap { row, tag in tag.map { (row, $0) } }
      let logits = Matrix(rows: tagged.count, columns: head.labels.count, tagged.flatMap(\.0))
      let mean = loss.forwardAndBackward(logits, tagged.map { .label($0.1) }).loss
      evaluation.add(
        predicted: found.map { LabelledSpan(range: $0.range, label: $0.label) }, truth: text.spans,
        excluded: text.excluded, givenLabels: given,
        isMixed: decoder.findsAspects ? decoder.areMixed(found) : nil, loss: mean * Double(tagged.count),
        words: tagged.count)
    }
    return (TaskEvaluation(name: head.name, figures: .spans(evaluation)), head)
  }
}

extension TaskEvaluation {
  /// Measures a further head of a model on the texts of a file.
  ///
  /// - Returns: the evaluation, and sentences about skipped rows and other facts.
  /// - Throws: `TrainingError` if the model has no such head, or the file no usable row.
  public static func measure(
    _ model: SentimentModel, head name: String, onFile path: String, _ columns: LabelledData.Columns
  ) throws -> (evaluation: TaskEvaluation, problems: [String], notes: [String]) {
    guard let index = model.taskHeads.firstIndex(where: { $0.name == name }) else {
      throw TrainingError(HeadSelection.named([name]).unknownName(in: model.taskHeads) ?? "no head \"\(name)\"")
    }
    let head = model.taskHeads[index]
    let (texts, problems, notes): ([TaskData.Text], [String], [String])
    if head.kind == .spans {
      let rows = try SpanRows(path: path, columns)
      var counts = SpanCounts()
      texts = rows.rows.map { TaskData.Text($0, head.labels, model.textEncoder, &counts) }
      (problems, notes) = (rows.problems.all, rows.notes + counts.notes(task: name))
    } else {
      let data = try LabelledData(path: path, columns: columns, labels: head.labels, problem: head.kind.problem)
      texts = data.examples.map {
        TaskData.Text(
          text: $0.text, example: Trainer.Example(ids: model.textEncoder.encode($0.text).ids, $0.target))
      }
      (problems, notes) = (data.problems, data.notes)
    }
    let measured = try measure(model.classifier, head: index, on: texts, fits: false, in: model.context)
    return (measured.evaluation, problems, notes)
  }
}

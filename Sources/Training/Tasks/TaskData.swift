import BERT
import Reviews
import SentimentAnalysis

/// The texts of a task and the head that learns from them.
struct TaskData: Sendable {
  /// A text with its target.
  struct Text: Sendable {
    var text: String
    var example: Trainer.Example
    /// The words of the text, and its spans; empty for other kinds.
    var words: [TaggedWord] = []
    var spans: [LabelledSpan] = []
    var excluded: [Range<Int>] = []
  }

  let settings: TaskSettings
  /// The labels or tags of the head.
  let outputs: [String]
  private(set) var train: [Text] = []
  private(set) var validation: [Text] = []
  /// Skipped rows and other facts, as sentences.
  private(set) var problems: [String] = []
  private(set) var notes: [String] = []

  /// Reads the files of a task and encodes their texts.
  ///
  /// - Parameters:
  ///   - common: the settings of the whole training, whose split holds out validation texts.
  ///   - head: the head of this name that the model has.
  init(
    _ settings: TaskSettings, _ common: TrainingData.Settings, head: TaskHead?, _ encoder: TextEncoder
  ) throws(TrainingError) {
    try settings.check()
    if let head, head.kind != settings.kind {
      throw TrainingError(
        "task \(settings.name): the model's head of this name is of the kind \(head.kind.rawValue), not \(settings.kind.rawValue); use another name"
      )
    }
    if let labels = settings.labels, Set(labels.map { $0.lowercased() }).count != labels.count || labels.contains("") {
      throw TrainingError("task \(settings.name): \"labels\" should list different names")
    }
    var settings = settings
    settings.columns.encoding = settings.columns.encoding ?? common.columns.encoding
    if !common.columns.hasHeader { settings.columns.hasHeader = false }
    self.settings = settings
    guard settings.kind != .spans else {
      let texts = try SpanTexts(settings, common, types: head.map { SpanTags($0.labels).types })
      let tags = texts.types == head.map({ SpanTags($0.labels).types }) ? head?.labels : nil
      outputs = tags ?? SpanTags.tags(ofTypes: texts.types)
      var counts = SpanCounts()
      train = texts.train.map { Text($0, outputs, encoder, &counts) }
      validation = texts.validation.map { Text($0, outputs, encoder, &counts) }
      (problems, notes) = (texts.problems, texts.notes + counts.notes(task: settings.name))
      if !common.dropPatterns.isEmpty || common.removesDuplicates {
        notes.append("task \(settings.name): --drop-pattern and --dedupe do not change texts with spans")
      }
      try checkWeights()
      return
    }
    var data = TrainingData.Settings(train: settings.train)
    (data.validation, data.columns) = (settings.validation, settings.columns)
    (data.labels, data.uncertainLabel) = (settings.labels, settings.uncertainLabel)
    if settings.validation == nil { data.validationSplit = common.validationSplit }
    (data.split, data.splitSeed) = (common.split, common.splitSeed)
    (data.dropPatterns, data.removesDuplicates) = (common.dropPatterns, common.removesDuplicates)
    let read = try TrainingData(
      data, problem: settings.kind.problem, checkpointLabels: head?.labels ?? [], isClassifier: head != nil)
    outputs = settings.kind == .number && settings.labels == nil ? [settings.name] : read.labels
    func encoded(_ examples: [LabelledData.Example]) -> [Text] {
      examples.map { Text(text: $0.text, example: Trainer.Example(ids: encoder.encode($0.text).ids, $0.target)) }
    }
    (train, validation) = (encoded(read.train), encoded(read.validation))
    (problems, notes) = (read.problems, read.notes)
    try checkWeights()
  }

  private func checkWeights() throws(TrainingError) {
    guard case .numbers(let numbers) = settings.classWeights, numbers.count != outputs.count else { return }
    throw TrainingError(
      "task \(settings.name): \"class_weights\" has \(numbers.count) numbers for \(outputs.count) outputs "
        + "(\(outputs.joined(separator: ", ")))")
  }

  /// Sentences for the audit.
  var lines: [String] {
    let spans = train.reduce(0) { $0 + $1.spans.count }
    let facts = settings.kind == .spans ? ", \(counted(spans, "span"))" : ""
    let labels = settings.kind == .spans ? SpanTags(outputs).types : outputs
    var lines = [
      "task \(settings.name): \(train.count) texts\(facts) to train on, \(validation.count) to validate; labels "
        + labels.joined(separator: ", ")
    ]
    if validation.isEmpty {
      lines.append(
        "warning: task \(settings.name): there are no validation texts, so the training does not measure it"
          + (settings.kind == .independent ? ", and its thresholds stay at one half" : "")
          + ". Give a file with --task-validation \(settings.name)=FILE, or hold out a part: --validation-split 0.1.")
    }
    return lines + notes
  }
}

/// The rows of a spans task, split.
private struct SpanTexts {
  var train: [SpanRows.Row]
  var validation: [SpanRows.Row]
  var types: [String]
  var problems: [String] = []
  var notes: [String] = []

  init(_ settings: TaskSettings, _ common: TrainingData.Settings, types known: [String]?) throws(TrainingError) {
    func rows(_ paths: [String]) throws(TrainingError) -> (rows: [SpanRows.Row], problems: [String], notes: [String]) {
      var all: ([SpanRows.Row], [String], [String]) = ([], [], [])
      for path in paths {
        let file = try SpanRows(path: path, settings.columns)
        all.0 += file.rows
        all.1 += file.problems.all
        all.2 += file.notes
      }
      return all
    }
    let read = try rows(settings.train)
    let heldOut = try rows(settings.validation.map { [$0] } ?? [])
    (train, validation) = (read.rows, heldOut.rows)
    (problems, notes) = (read.problems + heldOut.problems, read.notes + heldOut.notes)
    if settings.validation == nil, common.validationSplit > 0 {
      let (kept, held) = try common.split.split(
        train.map { _ in Target.noLabel }, share: common.validationSplit, seed: common.splitSeed)
      (train, validation) = (kept.map { read.rows[$0] }, held.map { read.rows[$0] })
    }
    let found = Set(train.flatMap { $0.spans.map(\.label) })
    guard !found.isEmpty else {
      throw TrainingError(
        "task \(settings.name): no text of \(settings.train.joined(separator: ", ")) has a span with a label")
    }
    let isKnown = known.map { found.isSubset(of: $0.map(SpanLabels.name)) } ?? false
    types = settings.labels ?? (isKnown ? known : nil) ?? found.sorted()
    if let unknown = found.subtracting(types.map(SpanLabels.name)).min() {
      throw TrainingError(
        "task \(settings.name): unknown label \"\(unknown)\"; the labels are \(types.joined(separator: ", "))")
    }
  }
}

/// How the spans of texts fit the words that the model reads.
struct SpanCounts {
  var inexact = 0
  var unread = 0
  var unknown = 0
  var example: String?

  func notes(task: String) -> [String] {
    var notes: [String] = []
    if inexact > 0 {
      notes.append(
        "task \(task): the model cannot find \(counted(inexact, "span")) exactly, whose ends are within a word of the tokenizer"
          + (example.map { ", first in \($0)" } ?? ""))
    }
    if unread > 0 {
      notes.append("task \(task): the model does not read \(counted(unread, "span")) of long texts")
    }
    if unknown > 0 {
      notes.append(
        "task \(task): the head does not have the labels of \(counted(unknown, "span")), and cannot find them")
    }
    return notes
  }
}

extension TaskData.Text {
  /// A text with the tag of each of its words.
  init(_ row: SpanRows.Row, _ tags: [String], _ encoder: TextEncoder, _ counts: inout SpanCounts) {
    let encoded = encoder.encode(row.text)
    let words = TaggedWord.find(in: row.text, encoded.tokens)
    let roles = SpanTags(tags)
    func tag(_ role: SpanTags.Role) -> Int? { roles.roles.firstIndex(of: role) }
    var targets = words.map { _ in tag(.outside) }
    func place(_ range: Range<Int>) -> [Int] { words.indices.filter { words[$0].range.overlaps(range) } }
    for span in row.spans {
      let inside = place(span.range)
      guard let type = roles.types.firstIndex(where: { SpanLabels.name($0) == SpanLabels.name(span.label) }) else {
        counts.unknown += 1
        continue
      }
      guard let first = inside.first, let last = inside.last else {
        counts.unread += 1
        continue
      }
      if words[first].range.lowerBound != span.range.lowerBound || words[last].range.upperBound != span.range.upperBound
      {
        counts.inexact += 1
        counts.example = counts.example ?? row.place
      }
      for word in inside {
        targets[word] = (word == first ? tag(.begin(type)) : nil) ?? tag(.inside(type)) ?? tag(.begin(type))
      }
    }
    for range in row.excluded { for word in place(range) { targets[word] = nil } }
    self.init(
      text: row.text,
      example: Trainer.Example(ids: encoded.ids, words: words.map { $0.token + 1 }, .tags(targets)),
      words: words, spans: row.spans, excluded: row.excluded)
  }
}

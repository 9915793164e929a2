public import BERT
import Reviews

/// All texts of a training: read, cleaned and split.
public struct TrainingData: Sendable {
  /// The texts to learn from.
  public internal(set) var train: [LabelledData.Example] = []
  /// The texts to choose the best model by.
  public internal(set) var validation: [LabelledData.Example] = []
  /// The texts to measure the chosen model on, once.
  public private(set) var test: [LabelledData.Example] = []
  /// The user's own texts, measured during the training but without effect on it.
  public private(set) var probe: [LabelledData.Example] = []
  /// The texts without labels to learn from, which only teachers judge; their targets have no label.
  public internal(set) var unlabelled: [LabelledData.Example] = []
  /// The labels by index.
  public let labels: [String]
  /// The type of the problem.
  public let problem: Problem
  /// The number of texts in each file: training files first, those without labels last.
  public private(set) var files: [(path: String, texts: Int)] = []
  /// Skipped rows: the first few of each kind, each a sentence with file and line and the reason, and the number of
  /// others.
  public private(set) var problems: [String] = []
  /// Sentences about changed and intentionally skipped texts.
  public internal(set) var notes: [String] = []

  /// No texts, for a training of further heads only.
  init(without labels: [String], _ problem: Problem) { (self.labels, self.problem) = (labels, problem) }

  /// Reads all files, so that errors in them are reported before hours are spent.
  ///
  /// - Parameters:
  ///   - checkpointLabels: if the data have the same labels, their order and spelling are those of the checkpoint.
  ///   - isClassifier: whether the checkpoint already classifies into these labels, so that even one text can train it.
  /// - Throws: `TrainingError` if there is nothing to learn from, or a setting is invalid.
  public init(
    _ settings: Settings, problem: Problem = .singleLabel, checkpointLabels: [String] = [], isClassifier: Bool = false
  ) throws(TrainingError) {
    let patterns = try DropPatterns(settings.dropPatterns)
    try settings.check()
    var sources: [LabelledRows] = []
    for path in settings.train { sources.append(try LabelledRows(path: path, settings.columns)) }
    guard settings.uncertainLabel == nil || problem == .singleLabel else {
      throw TrainingError("--uncertain-label is supported for exclusive labels, not for \(problem.rawValue)")
    }
    func heldOut(_ path: String?) throws(TrainingError) -> [LabelledRows] {
      try path.map { path throws(TrainingError) in [try LabelledRows(path: path, settings.columns)] } ?? []
    }
    let (validationSources, testSources) = (try heldOut(settings.validation), try heldOut(settings.test))
    let reader = try Self.reader(
      settings, problem, sources, heldOut: validationSources + testSources, checkpointLabels, isClassifier)
    (labels, self.problem) = (reader.labels, problem)
    if let note = reader.note { notes.append(note) }
    if settings.labels == nil, problem == .singleLabel, labels.count == 1 {
      let count = sources.reduce(0) { $0 + $1.rows.count }
      throw TrainingError(
        "\(sources.map(\.path).joined(separator: ", ")): all \(count) texts are labelled \"\(labels[0])\"; a classifier "
          + "needs texts of two labels or more")
    }
    try Self.check(labels, problem)

    train = try texts(of: sources, reader, patterns, "training")
    validation = withoutUncertain(try texts(of: validationSources, reader, patterns, "validation"), "validation")
    test = withoutUncertain(try texts(of: testSources, reader, patterns, "test"), "test")
    unlabelled = try unlabelledTexts(of: settings.unlabelled, settings.columns, patterns)
    if settings.removesDuplicates { removeExactDuplicates() }
    try split(settings)
    if settings.removesDuplicates { removeNearDuplicates() }
    try checkThatTextsSuffice(continues: isClassifier && labels == checkpointLabels)
    if let path = settings.probe {
      let data = try LabelledData(LabelledRows(path: path, settings.columns), reader)
      // A probe is short and written by hand, so a bad row is an error.
      if let problem = data.problems.first { throw TrainingError("the probe cannot be used: \(problem)") }
      notes += data.notes
      probe = withoutUncertain(data.examples, "probe")
    }
  }

  /// The reader of the labels: the given ones, or the checkpoint's if its head can be kept, so that they keep its order, or
  /// those of the cells.
  private static func reader(
    _ settings: Settings, _ problem: Problem, _ sources: [LabelledRows], heldOut: [LabelledRows],
    _ checkpointLabels: [String], _ isClassifier: Bool
  ) throws(TrainingError) -> TargetReader {
    func reader(_ labels: [String]?, labelsAreOfModel: Bool = false) throws(TrainingError) -> TargetReader {
      try TargetReader(
        problem, labels: labels, labelsAreOfModel: labelsAreOfModel, of: sources, heldOut: heldOut,
        uncertain: settings.uncertainLabel)
    }
    guard settings.labels == nil, !checkpointLabels.isEmpty else { return try reader(settings.labels) }
    let kept: TargetReader
    // Labels that the checkpoint does not have need a new head.
    do { kept = try reader(checkpointLabels, labelsAreOfModel: true) } catch { return try reader(nil) }
    let own: TargetReader
    // Fractions are no classes, but ratings have a side.
    do { own = try reader(nil) } catch { if kept.readsBothSides { return kept } else { throw error } }
    let isOne = own.labels.count == 1 && checkpointLabels.contains { $0.lowercased() == own.labels[0].lowercased() }
    return own.fits(kept) || isClassifier && isOne ? kept : own
  }

  private static func check(_ labels: [String], _ problem: Problem) throws(TrainingError) {
    guard problem != .regression || labels.count == 1 else {
      throw TrainingError("a regression has exactly one value; name it with --label-names NAME")
    }
    guard labels.count >= (problem == .singleLabel ? 2 : 1), !labels.contains(""),
      Set(labels.map { $0.lowercased() }).count == labels.count
    else {
      throw TrainingError(
        "the labels (\(labels.joined(separator: ", "))) must be "
          + "\(problem == .singleLabel ? "two or more " : "")different names")
    }
  }

  private mutating func texts(
    of sources: [LabelledRows], _ reader: TargetReader, _ patterns: DropPatterns, _ name: String
  ) throws(TrainingError) -> [LabelledData.Example] {
    guard !sources.isEmpty else { return [] }
    var examples: [LabelledData.Example] = []
    for source in sources {
      let data = try LabelledData(source, reader)
      examples += data.examples
      files.append((source.path, data.examples.count))
      problems += data.problems
      notes += data.notes
    }
    if let note = try patterns.remove(from: &examples, named: "\(name) texts") { notes.append(note) }
    return examples
  }

  private mutating func unlabelledTexts(
    of paths: [String], _ columns: LabelledData.Columns, _ patterns: DropPatterns
  ) throws(TrainingError) -> [LabelledData.Example] {
    guard !paths.isEmpty else { return [] }
    var examples: [LabelledData.Example] = []
    for path in paths {
      let read = try UnlabelledTexts(path: path, columns)
      examples += read.examples
      files.append((path, read.examples.count))
      problems += read.problems.all
      notes += read.notes
    }
    if let note = try patterns.remove(from: &examples, named: "texts without labels") { notes.append(note) }
    notes.append("unlabelled: \(examples.count) texts")
    return examples
  }

  /// Skips texts without a label: no prediction for them is correct.
  private mutating func withoutUncertain(
    _ examples: [LabelledData.Example], _ name: String
  ) -> [LabelledData.Example] {
    let labelled = problem == .singleLabel ? examples.filter { $0.target != .noLabel } : examples
    let count = examples.count - labelled.count
    if count > 0 { notes.append("\(count) \(name) texts have no label and are skipped") }
    return labelled
  }

  private mutating func split(_ settings: Settings) throws(TrainingError) {
    let uncertain = problem == .singleLabel ? train.filter { $0.target == .noLabel } : []
    if !uncertain.isEmpty { train.removeAll { $0.target == .noLabel } }
    defer { train += uncertain }
    func divide(
      _ examples: [LabelledData.Example], _ share: Double
    ) throws(TrainingError) -> (kept: [LabelledData.Example], heldOut: [LabelledData.Example]) {
      guard share > 0 else { return (examples, []) }
      let (kept, heldOut) = try settings.split.split(examples.map(\.target), share: share, seed: settings.splitSeed)
      return (kept.map { examples[$0] }, heldOut.map { examples[$0] })
    }
    let count = train.count
    if settings.testSplit > 0 { (train, test) = try divide(train, settings.testSplit) }
    guard settings.validationSplit > 0 else { return }
    // The share is of all texts, but with scikit-learn of the texts that are left.
    let share = settings.validationSplit * (settings.split == .stratified ? Double(count) / Double(train.count) : 1)
    (train, validation) = try divide(train, min(share, 0.999_999))
  }

  private mutating func checkThatTextsSuffice(continues: Bool) throws(TrainingError) {
    // Options or skipped rows may explain why texts are missing.
    let hint = [notes.last { $0.hasPrefix("--") }, problems.first].compactMap(\.self).map { ". " + $0 }.joined()
    let present = Set(train.compactMap(\.target.label))
    if problem == .singleLabel, present.count == 1, let only = present.first {
      let fact = "all \(train.count) training texts are labelled \"\(labels[only])\""
      guard continues else { throw TrainingError("\(fact); a classifier needs texts of two labels or more" + hint) }
      notes.append("\(fact): with more than a few, the model would predict nothing else; add texts of other labels")
    }
    let minimum = continues ? 1 : 2 * max(2, present.count)
    guard train.count >= minimum else {
      throw TrainingError(
        "\(train.count) training texts are too few: at least \(minimum) are needed, and hundreds to learn anything"
          + hint)
    }
  }
}

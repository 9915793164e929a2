public import BERT
import Reviews

/// All texts of a training, from what the user says of them: read, cleaned, split.
public struct TrainingData: Sendable {
  /// To learn from.
  public internal(set) var train: [LabelledData.Example] = []
  /// To choose the best model by.
  public internal(set) var validation: [LabelledData.Example] = []
  /// To measure the chosen model on, once.
  public private(set) var test: [LabelledData.Example] = []
  /// To look at while training.
  public private(set) var probe: [LabelledData.Example] = []
  /// In the order of their numbers.
  public let labels: [String]
  /// What the labels are.
  public let problem: Problem
  /// How many texts each file gave, those to train on first.
  public private(set) var files: [(path: String, texts: Int)] = []
  /// Rows that could not be used: the first few of each kind, each a sentence with file and line, and how many more.
  public private(set) var problems: [String] = []
  /// What was done to the texts, in sentences.
  public internal(set) var remarks: [String] = []

  /// Reads everything, so that what is wrong with it is said before hours are spent.
  ///
  /// - Parameters:
  ///   - known: the checkpoint's labels, whose order and spelling count where the data have the same.
  ///   - tellsApart: whether the checkpoint was trained to tell these apart, so that any text teaches it something.
  /// - Throws: `DataError` where there is nothing to learn from, or a setting is wrong.
  public init(
    _ settings: Settings, problem: Problem = .singleLabel, known: [String] = [], tellsApart: Bool = false
  ) throws(DataError) {
    let patterns = try DropPatterns(settings.dropPatterns)
    try settings.check()
    var sources: [LabelledRows] = []
    for path in settings.train { sources.append(try LabelledRows(path: path, settings.columns)) }
    guard settings.uncertainLabel == nil || problem == .singleLabel else {
      throw DataError("--uncertain-label is for texts with one label of several, not for \(problem.rawValue)")
    }
    var reader = try TargetReader(problem, labels: settings.labels, of: sources, uncertain: settings.uncertainLabel)
    // A head that is kept goes by the order of its own labels.
    if settings.labels == nil, !known.isEmpty {
      let kept = try TargetReader(problem, labels: known, of: sources, uncertain: settings.uncertainLabel)
      let isOne = reader.labels.count == 1 && known.contains { $0.lowercased() == reader.labels[0].lowercased() }
      if reader.fits(kept) || tellsApart && isOne { reader = kept }
    }
    (labels, self.problem) = (reader.labels, problem)
    if let remark = reader.remark { remarks.append(remark) }
    if settings.labels == nil, problem == .singleLabel, labels.count == 1 {
      let count = sources.reduce(0) { $0 + $1.rows.count }
      throw DataError(
        "\(sources.map(\.path).joined(separator: ", ")): all \(count) texts are labelled \"\(labels[0])\"; a classifier "
          + "needs texts of two labels or more")
    }
    try Self.check(labels, problem)

    train = try texts(of: sources, reader, patterns, "training")
    if let path = settings.validation {
      validation = try texts(of: [LabelledRows(path: path, settings.columns)], reader, patterns, "validation")
      validation = withoutUncertain(validation, "validation")
    }
    if let path = settings.test {
      test = try texts(of: [LabelledRows(path: path, settings.columns)], reader, patterns, "test")
      test = withoutUncertain(test, "test")
    }
    if settings.removesDuplicates { removeRepetitions() }
    try split(settings)
    if settings.removesDuplicates { removeNearDuplicates() }
    try checkThatThereIsSomethingToLearn(goesOn: tellsApart && labels == known)
    if let path = settings.probe {
      let data = try LabelledData(LabelledRows(path: path, settings.columns), reader)
      // A probe is short and its user's own: what is wrong in it is a mistake, and would be missed.
      if let problem = data.problems.first { throw DataError("the probe cannot be used: \(problem)") }
      probe = withoutUncertain(data.examples, "probe")
    }
  }

  private static func check(_ labels: [String], _ problem: Problem) throws(DataError) {
    guard problem != .regression || labels.count == 1 else {
      throw DataError("a regression has one value; name it with --label-names NAME")
    }
    guard labels.count >= (problem == .singleLabel ? 2 : 1), !labels.contains(""),
      Set(labels.map { $0.lowercased() }).count == labels.count
    else {
      throw DataError(
        "the labels (\(labels.joined(separator: ", "))) should be "
          + "\(problem == .singleLabel ? "two or more " : "")different names")
    }
  }

  private mutating func texts(
    of sources: [LabelledRows], _ reader: TargetReader, _ patterns: DropPatterns, _ name: String
  ) throws(DataError) -> [LabelledData.Example] {
    var examples: [LabelledData.Example] = []
    for source in sources {
      let data = try LabelledData(source, reader)
      examples += data.examples
      files.append((source.path, data.examples.count))
      problems += data.problems
      remarks += data.remarks
    }
    if let remark = try patterns.cut(from: &examples, named: "\(name) texts") { remarks.append(remark) }
    return examples
  }

  /// No answer to a text that has no label is right.
  private mutating func withoutUncertain(
    _ examples: [LabelledData.Example], _ name: String
  ) -> [LabelledData.Example] {
    let labelled = problem == .singleLabel ? examples.filter { $0.target != .noLabel } : examples
    let count = examples.count - labelled.count
    if count > 0 { remarks.append("\(count) \(name) texts have no label and are not measured") }
    return labelled
  }

  private mutating func split(_ settings: Settings) throws(DataError) {
    let uncertain = problem == .singleLabel ? train.filter { $0.target == .noLabel } : []
    if !uncertain.isEmpty { train.removeAll { $0.target == .noLabel } }
    defer { train += uncertain }
    func divide(
      _ examples: [LabelledData.Example], _ share: Double
    ) throws(DataError) -> (kept: [LabelledData.Example], held: [LabelledData.Example]) {
      guard share > 0 else { return (examples, []) }
      let (kept, held) = try settings.split.split(examples.map(\.target), share: share, seed: settings.splitSeed)
      return (kept.map { examples[$0] }, held.map { examples[$0] })
    }
    let count = train.count
    if settings.testSplit > 0 { (train, test) = try divide(train, settings.testSplit) }
    guard settings.validationSplit > 0 else { return }
    // Of all texts, but scikit-learn's of those left.
    let share = settings.validationSplit * (settings.split == .stratified ? Double(count) / Double(train.count) : 1)
    (train, validation) = try divide(train, min(share, 0.999_999))
  }

  private mutating func checkThatThereIsSomethingToLearn(goesOn: Bool) throws(DataError) {
    // Perhaps there was something.
    let hint = [remarks.last { $0.hasPrefix("--") }, problems.first].compactMap(\.self).map { ". " + $0 }.joined()
    let present = Set(train.compactMap(\.target.label))
    if problem == .singleLabel, present.count == 1, let only = present.first {
      let fact = "all \(train.count) training texts are labelled \"\(labels[only])\""
      guard goesOn else { throw DataError("\(fact); a classifier needs texts of two labels or more" + hint) }
      remarks.append("\(fact): with more than a few, the model would come to say nothing else; give it others, too")
    }
    let fewest = goesOn ? 1 : 2 * max(2, present.count)
    guard train.count >= fewest else {
      throw DataError(
        "\(train.count) training texts are too few: at least \(fewest) are needed, and hundreds to learn anything"
          + hint)
    }
  }
}

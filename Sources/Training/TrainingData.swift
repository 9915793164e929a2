public import BERT

/// All texts of a training, from what the user says of them: read, cleaned, split.
public struct TrainingData: Sendable {
  /// Where the texts are and what to do with them, by the names of the command's options.
  public struct Settings: Sendable, Hashable {
    /// Files or folders to train on; the labels of all are taken together.
    public var train: [String]
    /// What chooses the best model; nil for none, or for a part of `train`.
    public var validation: String?
    /// What the chosen model is measured on once.
    public var test: String?
    /// Texts whose labels show whether the model has learned what it should.
    public var probe: String?
    /// Of all files.
    public var columns = LabelledData.Columns()
    /// In the order of their numbers; nil takes them from `train`.
    public var labels: [String]?
    /// The share of `train` to validate on.
    public var validationSplit = 0.0
    /// The share of `train` to test on.
    public var testSplit = 0.0
    /// How these are chosen. Scikit-learn's take `testSplit` of all and then `validationSplit` of what is left, each as one
    /// call of `train_test_split` does.
    public var split = SplitMethod.stratified
    /// Fixes the split, apart from the training's own seed, so that trainings can be compared.
    public var splitSeed: UInt64 = 42
    /// Regular expressions, whose matches are cut out of all texts but the probe's.
    public var dropPatterns: [String] = []
    /// Leaves out training texts that are there already, contradict each other, or nearly equal one held back, and
    /// validation texts that nearly equal a test text.
    public var removesDuplicates = false

    /// Everything else as it is by default.
    public init(train: [String]) { self.train = train }
  }

  /// To learn from.
  public private(set) var train: [LabelledData.Example] = []
  /// To choose the best model by.
  public private(set) var validation: [LabelledData.Example] = []
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
  public private(set) var remarks: [String] = []

  /// Reads everything, so that what is wrong with it is said before hours are spent.
  ///
  /// - Parameter known: the checkpoint's labels, whose order and spelling count where the data have the same.
  /// - Throws: `DataError` where there is nothing to learn from, or a setting is wrong.
  public init(
    _ settings: Settings, problem: Problem = .singleLabel, known: [String] = []
  ) throws(DataError) {
    let patterns = try DropPatterns(settings.dropPatterns)
    try Self.check(settings)
    var sources: [LabelledRows] = []
    for path in settings.train { sources.append(try LabelledRows(path: path, settings.columns)) }
    let cells = sources.flatMap { $0.rows.map(\.label) }
    var reader = try TargetReader(problem, labels: settings.labels, cells: cells)
    // A head that is kept goes by the order of its own labels.
    if settings.labels == nil, Set(reader.labels.map { $0.lowercased() }) == Set(known.map { $0.lowercased() }) {
      reader = try TargetReader(problem, labels: known, cells: cells)
    }
    (labels, self.problem) = (reader.labels, problem)
    try Self.check(labels, problem)

    train = try texts(of: sources, reader, patterns, "training")
    if let path = settings.validation {
      validation = try texts(of: [LabelledRows(path: path, settings.columns)], reader, patterns, "validation")
    }
    if let path = settings.test {
      test = try texts(of: [LabelledRows(path: path, settings.columns)], reader, patterns, "test")
    }
    if settings.removesDuplicates { removeRepetitions() }
    try split(settings)
    if settings.removesDuplicates { removeNearDuplicates() }
    try checkThatThereIsSomethingToLearn()
    if let path = settings.probe {
      let data = try LabelledData(LabelledRows(path: path, settings.columns), reader)
      // A probe is short and its user's own: what is wrong in it is a mistake, and would be missed.
      if let problem = data.problems.first { throw DataError("the probe cannot be used: \(problem)") }
      probe = data.examples
    }
  }

  private static func check(_ settings: Settings) throws(DataError) {
    guard !settings.train.isEmpty else { throw DataError("no file to train on; name one with --train") }
    for (name, share, file) in [
      ("validation", settings.validationSplit, settings.validation), ("test", settings.testSplit, settings.test),
    ] {
      guard share >= 0, share < 1 else {
        throw DataError("--\(name)-split takes a share of the texts from 0 up and below 1, got \(share)")
      }
      guard share == 0 || file == nil else {
        throw DataError("--\(name)-split and --\(name) cannot be given both: which texts are for \(name)?")
      }
    }
    guard settings.test == nil || settings.test != settings.validation else {
      throw DataError(
        "--validation and --test name the same file; texts that chose the model cannot show how good it is on others")
    }
    guard settings.validationSplit + settings.testSplit < 1 else {
      throw DataError("--validation-split and --test-split leave nothing to train on")
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
      remarks += source.remarks
    }
    let count = examples.count
    let (changed, emptied) = try patterns.cut(from: &examples)
    if examples.isEmpty { throw DataError("--drop-pattern leaves nothing of the \(name) texts") }
    if changed > 0 {
      remarks.append(
        "--drop-pattern cut something out of \(changed) of \(count) \(name) texts"
          + (emptied > 0 ? "; \(emptied) of them had nothing else and were left out" : ""))
    }
    return examples
  }

  /// Keeps the first of equal texts, and none of those that differ in what is said of them.
  private mutating func removeRepetitions() {
    let repetitions = Repetitions(train)
    let contradicting = Set(repetitions.contradictions.flatMap(\.self))
    let repeated = Set(repetitions.groups.flatMap { $0.dropFirst() }).subtracting(contradicting)
    guard !repeated.isEmpty || !contradicting.isEmpty else { return }
    keep { !repeated.contains($0) && !contradicting.contains($0) }
    remarks.append(
      "--dedupe left out \(repeated.count) training texts that are there already, and \(contradicting.count) of which "
        + "equal ones are labelled differently")
  }

  /// Drops what would let a model be measured on what it, or who chose it, has seen.
  private mutating func removeNearDuplicates() {
    func remaining(
      _ examples: [LabelledData.Example], _ name: String, unlike held: [LabelledData.Example], _ others: String
    ) -> (examples: [LabelledData.Example], remark: String?) {
      guard !held.isEmpty else { return (examples, nil) }
      let index = NearDuplicates(held.map(\.text))
      let rest = examples.filter { index.matches($0.text).isEmpty }
      let count = examples.count - rest.count
      return (rest, count == 0 ? nil : "--dedupe left out \(count) \(name) texts that nearly equal a \(others) text")
    }
    let (validation, validationRemark) = remaining(self.validation, "validation", unlike: test, "test")
    let (train, remark) = remaining(self.train, "training", unlike: validation + test, "validation or test")
    (self.validation, self.train) = (validation, train)
    remarks += [validationRemark, remark].compactMap(\.self)
  }

  private mutating func keep(_ condition: (Int) -> Bool) { train = train.indices.filter(condition).map { train[$0] } }

  private mutating func split(_ settings: Settings) throws(DataError) {
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

  private func checkThatThereIsSomethingToLearn() throws(DataError) {
    var present: Set<Int> = []
    for case .label(let label) in train.map(\.target) { present.insert(label) }
    if problem == .singleLabel, present.count == 1, let only = present.first {
      throw DataError(
        "all \(train.count) training texts are labelled \"\(labels[only])\"; a classifier needs texts of two labels or more"
      )
    }
    let fewest = 2 * max(2, present.count)
    guard train.count >= fewest else {
      throw DataError(
        "\(train.count) training texts are too few: at least \(fewest) are needed, and hundreds to learn anything")
    }
  }
}

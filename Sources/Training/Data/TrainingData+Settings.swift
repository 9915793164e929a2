import Files

extension TrainingData {
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
    /// What stands in the place of a label where none holds: such texts teach the model to be uncertain.
    public var uncertainLabel: String?
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
}

extension TrainingData.Settings {
  /// - Throws: `DataError` with the options that contradict each other, or the value that is out of range.
  func check() throws(DataError) {
    guard !train.isEmpty else { throw DataError("no file to train on; name one with --train") }
    for (name, share, file) in [
      ("validation", validationSplit, validation), ("test", testSplit, test),
    ] {
      guard share >= 0, share < 1 else {
        throw DataError("--\(name)-split takes a share of the texts from 0 up and below 1, got \(share)")
      }
      guard share == 0 || file == nil else {
        throw DataError("--\(name)-split and --\(name) cannot be given both: which texts are for \(name)?")
      }
    }
    func place(_ path: String) -> FilePath { FilePath(fromCommandLine: path).withoutLinks }
    guard test == nil || test.map(place) != validation.map(place) else {
      throw DataError(
        "--validation and --test name the same file; texts that chose the model cannot show how good it is on others")
    }
    guard validationSplit + testSplit < 1 else {
      throw DataError("--validation-split and --test-split leave nothing to train on")
    }
  }

  /// What was done to the texts, by the names of the options, for the model card.
  var facts: [(name: String, value: String)] {
    var facts = dropPatterns.map { ("drop-pattern", "`\($0.replacing("|", with: "\\|"))`") }
    if removesDuplicates { facts.append(("dedupe", "yes")) }
    if let uncertainLabel { facts.append(("uncertain-label", uncertainLabel)) }
    for (name, share) in [("validation-split", validationSplit), ("test-split", testSplit)] where share > 0 {
      facts.append((name, "\(share) (\(split.rawValue), seed \(splitSeed))"))
    }
    return facts
  }
}

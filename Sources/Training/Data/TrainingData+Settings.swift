import Files

extension TrainingData {
  /// The files of the texts and how to prepare them, by the names of the command's options.
  public struct Settings: Sendable, Hashable {
    /// Files or folders to train on; their labels are combined.
    public var train: [String]
    /// The file that the best model is chosen by; nil for none, or for a part of `train`.
    public var validation: String?
    /// The file that the chosen model is measured on, once.
    public var test: String?
    /// The file of the user's own texts, which show whether the model learns the right thing.
    public var probe: String?
    /// The files of texts without labels, which only teachers judge.
    public var unlabelled: [String] = []
    /// The columns of text and label in all files.
    public var columns = LabelledData.Columns()
    /// The labels by index; nil takes them from `train`.
    public var labels: [String]?
    /// The label of texts that have none of the others: such texts teach the model to be uncertain.
    public var uncertainLabel: String?
    /// The share of `train` to validate on.
    public var validationSplit = 0.0
    /// The share of `train` to test on.
    public var testSplit = 0.0
    /// How the held-out texts are chosen. The scikit-learn methods take `testSplit` of all texts and then
    /// `validationSplit` of the others, each as one call of `train_test_split` does.
    public var split = SplitMethod.stratified
    /// Seeds the split. It is not the seed of the training, so that trainings on the same split can be compared.
    public var splitSeed: UInt64 = 42
    /// Regular expressions whose matches are removed from all texts except the probe's.
    public var dropPatterns: [String] = []
    /// Removes duplicates and contradictions among the training texts, training texts that nearly equal a held-out
    /// text, and validation texts that nearly equal a test text.
    public var removesDuplicates = false

    /// The defaults, with these files to train on.
    public init(train: [String]) { self.train = train }
  }
}

extension TrainingData.Settings {
  /// - Throws: `TrainingError` with the options that contradict each other, or with a value out of range.
  func check() throws(TrainingError) {
    guard !train.isEmpty else { throw TrainingError("no file to train on; name one with --train") }
    for (name, share, file) in [
      ("validation", validationSplit, validation), ("test", testSplit, test),
    ] {
      guard share >= 0, share < 1 else {
        throw TrainingError("--\(name)-split takes a share of the texts from 0 up and below 1, got \(share)")
      }
      guard share == 0 || file == nil else {
        throw TrainingError("--\(name)-split and --\(name) exclude each other; give one of them")
      }
    }
    func place(_ path: String) -> FilePath { FilePath(fromCommandLine: path).withoutLinks }
    guard test == nil || test.map(place) != validation.map(place) else {
      throw TrainingError(
        "--validation and --test name the same file; test on texts that did not choose the model")
    }
    guard validationSplit + testSplit < 1 else {
      throw TrainingError("--validation-split and --test-split leave no training texts; their sum must be below 1")
    }
  }

  /// The options that changed the texts, for the model card.
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

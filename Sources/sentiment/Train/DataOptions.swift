public import ArgumentParser
public import BERT
import Foundation
import Reviews
public import Training

/// The options for the training data.
struct DataOptions: ParsableArguments {
  @Option(
    name: [.customLong("train"), .customLong("train-file")],
    help: "Training file, or folder with one subfolder of .txt files per label; repeatable.")
  var trainingFiles: [String] = []
  @Option(
    name: [.customLong("validation"), .customLong("validation-file")],
    help: "Validation file, on which the best model is chosen.")
  var validationFile: String?
  @Option(
    name: [.customLong("test"), .customLong("test-file")], help: "Test file, evaluated once at the end.")
  var testFile: String?
  @Option(
    name: [.customLong("probe"), .customLong("probe-file")],
    help: "File of your own texts with expected labels, classified at every evaluation.")
  var probeFile: String?
  @OptionGroup var tasks: TaskOptions
  @OptionGroup var reading: LabelledDataOptions
  @Option(help: "Label names in the order of their numbers, separated by commas.") var labelNames: String?
  @Option(
    help: ArgumentHelp(
      "Value in the label column for texts without any label, such as neutral; the model learns to be uncertain about them.",
      valueName: "name"))
  var uncertainLabel: String?
  @Option(help: "Type of the labels (default: that of the checkpoint).") var problemType: Problem?
  @Option(
    name: [.customLong("max-length"), .customLong("max-seq-length")],
    parsing: .unconditional, help: "Maximum number of tokens per text; longer texts keep head and tail.")
  var maxLength = 256
  @Option(help: "Share of the training texts to validate on instead of a file, such as 0.1.") var validationSplit =
    0.0
  @Option(parsing: .unconditional, help: "Share of the training texts to test on instead of a file.")
  var testSplit = 0.0
  @Option(
    help: """
      Method of the split: stratified keeps the labels' shares; sklearn selects the rows of \
      train_test_split(test_size=SHARE, random_state=SEED), sklearn-stratified with stratify=labels.
      """)
  var split = SplitMethod.stratified
  @Option(parsing: .unconditional, help: "Seed of the split.") var splitSeed: UInt64 = 42
  @Flag(
    help: "Skip duplicate texts, texts with contradictory labels, and near duplicates of validation and test texts.")
  var dedupe = false
  @Flag(help: "Read and audit the data, print the plan, and stop.") var dryRun = false

  func validate() throws {
    guard !trainingFiles.isEmpty || !tasks.isEmpty else {
      throw ValidationError("no texts to train on; name a file with --train, or a task with --task NAME:KIND=FILE")
    }
    if trainingFiles.isEmpty {
      let held = [("validation", validationFile), ("test", testFile), ("probe", probeFile)].first { $0.1 != nil }
      if let (name, _) = held {
        throw ValidationError("--\(name) needs --train; the validation file of a task is --task-validation NAME=FILE")
      }
    }
    guard (3...1_000_000).contains(maxLength) else {
      throw ValidationError("--max-length takes a number from 3 to 1000000, got \(maxLength)")
    }
  }

  var settings: TrainingData.Settings {
    var settings = TrainingData.Settings(train: trainingFiles)
    (settings.validation, settings.test, settings.probe) = (validationFile, testFile, probeFile)
    settings.columns = reading.columns
    settings.labels = labelNames?.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    settings.uncertainLabel = uncertainLabel
    (settings.validationSplit, settings.testSplit) = (validationSplit, testSplit)
    (settings.split, settings.splitSeed) = (split, splitSeed)
    (settings.dropPatterns, settings.removesDuplicates) = (reading.dropPatterns, dedupe)
    return settings
  }
}

extension Problem: ExpressibleByArgument {}
extension SplitMethod: ExpressibleByArgument {}

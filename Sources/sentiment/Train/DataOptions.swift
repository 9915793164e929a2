public import ArgumentParser
public import BERT
import Foundation
import Reviews
public import Training

/// The options that say what to train on.
struct DataOptions: ParsableArguments {
  @Option(
    name: [.customLong("train"), .customLong("train-file")],
    help: "Training file, or a folder with a folder of .txt files for each label; may be given more than once.")
  var trainingFiles: [String]
  @Option(
    name: [.customLong("validation"), .customLong("validation-file")],
    help: "Validation file, which chooses the best model.")
  var validationFile: String?
  @Option(
    name: [.customLong("test"), .customLong("test-file")], help: "Test file, measured once at the end.")
  var testFile: String?
  @Option(
    name: [.customLong("probe"), .customLong("probe-file")],
    help: "Texts of your own with the labels you expect, looked at whenever the model is measured.")
  var probeFile: String?
  @OptionGroup var reading: ReadingOptions
  @Option(help: "Label names in the order of their numbers, separated by commas.") var labelNames: String?
  @Option(
    help: ArgumentHelp(
      "What the label column says of texts that no label holds of, such as neutral; they teach the model to be uncertain.",
      valueName: "name"))
  var uncertainLabel: String?
  @Option(help: "What the labels are; without it as the checkpoint's config.json says.") var problemType: Problem?
  @Option(
    name: [.customLong("max-length"), .customLong("max-seq-length")],
    parsing: .unconditional, help: "Tokens read of each text; longer ones are cut to head and tail.")
  var maxLength = 256
  @Option(help: "The share of the training texts to validate on instead of a file, such as 0.1.") var validationSplit =
    0.0
  @Option(parsing: .unconditional, help: "The share of the training texts to test on instead of a file.")
  var testSplit = 0.0
  @Option(
    help: """
      How these are chosen: stratified keeps the labels' shares; sklearn takes the rows of \
      train_test_split(test_size=SHARE, random_state=SEED), sklearn-stratified those with stratify=labels.
      """)
  var split = SplitMethod.stratified
  @Option(parsing: .unconditional, help: "Fixes the split.") var splitSeed: UInt64 = 42
  @Flag(help: "Leave out texts that are there twice, contradict each other, or nearly equal one held back.")
  var dedupe = false
  @Flag(help: "Read and audit the data, say what would be done, and stop.") var dryRun = false

  func validate() throws {
    guard (3...1_000_000).contains(maxLength) else {
      throw ValidationError("--max-length takes a number in \(3...1_000_000), got \(maxLength)")
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

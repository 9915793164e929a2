import ArgumentParser
import Training

/// The options of a training beside its data, by the names of transformers' `TrainingArguments`.
struct TrainingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A JSON file of options, under these names or transformers'; those on the command line go before it.",
      valueName: "file.json"))
  var config: String?

  @OptionGroup(title: "Length of the training") var length: LengthOptions
  @OptionGroup(title: "Learning") var learning: LearningOptions
  @OptionGroup(title: "Model") var changes: ModelChangeOptions
  @OptionGroup(title: "Logs, evaluations and checkpoints") var cadence: CadenceOptions

  var trainer: Trainer.Options {
    var options = learning.trainer
    length.set(&options)
    options.usesDropout = !changes.noDropout
    options.frozenLayers = changes.freezeLayers ?? (changes.freezeEmbeddings ? 0 : nil)
    return options
  }
}

/// - Throws: a sentence that names the option, where its value is out of range.
func check<Number: Comparable>(_ name: String, _ value: Number, in range: ClosedRange<Number>) throws {
  guard range.contains(value) else {
    throw ValidationError(
      "--\(name) takes a number from \(range.lowerBound) to \(range.upperBound), got \(value)")
  }
}

public import ArgumentParser
import BERT
public import Reviews
import SentimentAnalysis

struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Report the negative reviews in files, like a linter.",
    discussion: """
      Reviews are the lines or paragraphs of plain text and the text fields of CSV, TSV and JSON lines. JSON and Markdown are \
      checked only with --language or a setting. Settings come from the .sentiment.json files in the folders above each file; \
      options override them. Exit codes: 0: no warnings or errors; 1: at least one; 2: an error occurred.
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, jsonl, github, sarif }

  @OptionGroup var modelOptions: ClassifierOptions
  @OptionGroup var windowOptions: WindowOptions
  @Option(help: "Output format.") var format: Format = .text
  @OptionGroup var polarityOptions: PolarityOptions
  @OptionGroup var settingOptions: SettingOptions
  @Option(
    help: ArgumentHelp(
      "Exit with 1 only if a review has this label or polarity, and print these reviews, too.", valueName: "label"))
  var failOn: String?
  @Flag(
    name: [.customShort("v"), .customLong("verbose"), .customLong("statistics")],
    help: "Print, for each file, the column or key that is read, the number of reviews, and the texts that are none.")
  var isVerbose = false
  @Flag(help: "Add the findings that make the exit code 1 to .sentiment-ignore.jsonl, which hides them from now on.")
  var addIgnores = false
  @Flag(help: "Follow links that lead out of the folder that is checked.") var follow = false
  @Argument(
    help: ArgumentHelp(
      "File; folder, whose files are selected by extension; glob; or - for standard input.",
      valueName: "file|folder|glob|-"))
  var files: [String]

  func validate() throws {
    guard addIgnores else { return }
    if files.contains("-") { throw ValidationError("--add-ignores takes files; standard input has no name to note") }
    if format != .text { throw ValidationError("--add-ignores reports no findings; remove --format") }
  }

  func run() throws {
    var run = CheckRun(self)
    if !modelOptions.models.isEmpty { try run.models.loadFirst(polarities: polarityOptions.polarities) }
    for file in files { try run.check(argument: file) }
    if let code = run.finish() { throw code }
  }
}

extension Check {
  /// Overrides the settings of a file by the options.
  func override(_ settings: inout Settings) {
    settingOptions.override(&settings)
    for (label, polarity) in polarityOptions.polarities { settings.polarities[label] = polarity }
    if !modelOptions.models.isEmpty { (settings.model, settings.models) = (modelOptions.models, [:]) }
  }
}

/// The options of `check` that override a `.sentiment.json`.
struct SettingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Format of the input. In folders, only files with its extension are checked.", valueName: "format"))
  var language: DocumentFormat?

  @Option(help: "Division of plain text into reviews.") var split: ReviewRules.Split?

  @Option(
    name: .customLong("column"),
    help: ArgumentHelp(
      "Table column (name, or number from 1) or JSON key of the reviews; repeatable.",
      valueName: "name|number"))
  var columns: [String] = []

  @OptionGroup var encodingOptions: EncodingOptions

  @Option(help: "Minimum confidence of findings, from 0 to 1.") var minimumConfidence: Double?

  @Flag(name: .customLong("no-config"), help: "Ignore .sentiment.json files.") var ignoresProjects = false

  func validate() throws {
    if let minimumConfidence, !(0...1 ~= minimumConfidence) {
      throw ValidationError("--minimum-confidence takes a number from 0 to 1, got \(minimumConfidence)")
    }
  }

  func override(_ settings: inout Settings) {
    if let language { settings.format = language }
    if let split { settings.rules.split = split }
    if !columns.isEmpty { settings.rules.columns = columns }
    if let encoding = encodingOptions.encoding { settings.encoding = encoding }
    if let minimumConfidence { settings.minimumConfidence = minimumConfidence }
  }
}

extension DocumentFormat: ExpressibleByArgument {}
extension ReviewRules.Split: ExpressibleByArgument {}

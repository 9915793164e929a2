public import ArgumentParser
import BERT
public import Reviews
import SentimentAnalysis

struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Points out the negative reviews in files, as a linter does.",
    discussion: """
      Reviews are lines or paragraphs of plain text, and the texts of CSV, TSV and JSON lines; of JSON and Markdown where \
      --language or a setting says so. Settings are those of the .sentiment.json files in the folders above each file; \
      options go before them. Exit code 0: no finding is a warning or an error, 1: one is, 2: trouble.
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, jsonl, github, sarif }

  @OptionGroup var modelOptions: ModelOptions
  @Option(help: "How findings are printed.") var format: Format = .text
  @OptionGroup var polarityOptions: PolarityOptions
  @OptionGroup var settingOptions: SettingOptions
  @Option(help: "Exit with 1 only where a review has this label, or stands on this side; it is printed, too.")
  var failOn: String?
  @Flag(help: "In folders and globs follow links that lead out of the folder, too.") var follow = false
  @Argument(
    help: ArgumentHelp(
      "Files; folders, in which all files are checked whose ending says what they are; globs; or - for standard input.",
      valueName: "file|folder|glob|-"))
  var files: [String]

  func run() throws {
    var run = CheckRun(self)
    if modelOptions.model != nil { try run.models.loadFirst(polarities: polarityOptions.polarities) }
    for file in files { try run.check(argument: file) }
    if let code = run.finish() { throw code }
  }
}

extension Check {
  /// Lays what the command line says over the settings of a file.
  func override(_ settings: inout Settings) {
    settingOptions.override(&settings)
    for (label, polarity) in polarityOptions.polarities { settings.polarities[label] = polarity }
    if let model = modelOptions.model { (settings.model, settings.models) = (model, [:]) }
  }
}

/// The options of `check` that go before what a `.sentiment.json` says.
struct SettingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What the input is: \(DocumentFormat.allCases.map(\.rawValue).joined(separator: ", ")). In a folder only files are then checked whose ending says so.",
      valueName: "format"))
  var language: DocumentFormat?

  @Option(help: "What a review is in plain text.") var split: ReadingRules.Split?

  @Option(
    name: .customLong("column"),
    help: ArgumentHelp(
      "A column of tables, by name or by number from 1, or a key of JSON objects that holds the reviews; may be repeated.",
      valueName: "name|number"))
  var columns: [String] = []

  @Option(help: "Leave out findings that are less sure than that, from 0 to 1.") var minimumConfidence: Double?

  @Flag(name: .customLong("no-config"), help: "Read no .sentiment.json.") var ignoresProjects = false

  func validate() throws {
    if let minimumConfidence, !(0...1 ~= minimumConfidence) {
      throw ValidationError("--minimum-confidence takes a number from 0 to 1, got \(minimumConfidence)")
    }
  }

  func override(_ settings: inout Settings) {
    if let language { settings.format = language }
    if let split { settings.rules.split = split }
    if !columns.isEmpty { settings.rules.columns = columns }
    if let minimumConfidence { settings.minimumConfidence = minimumConfidence }
  }
}

extension DocumentFormat: ExpressibleByArgument {}
extension ReadingRules.Split: ExpressibleByArgument {}

import ArgumentParser
import Training

/// The options that say how files of examples are read.
struct ReadingOptions: ParsableArguments {
  @Option(
    name: [.customLong("text-column"), .customLong("text-column-name"), .customLong("text-column-names")],
    help: "The column or key that holds the text; without it found: text, review, sentence, content, comment, tweet.")
  var textColumn: String?
  @Option(
    name: [.customLong("label-column"), .customLong("label-column-name")],
    help: "The column or key that holds the label; without it found: label, sentiment, stars, rating, polarity, class.")
  var labelColumn: String?
  @Flag(help: "The first line is a row like the others; columns go by their numbers (text 1, label 2).")
  var noHeader = false
  @Option(
    name: .customLong("drop-pattern"),
    help: ArgumentHelp(
      "Cut what matches out of all texts but a probe's; may be given more than once.", valueName: "regex"))
  var dropPatterns: [String] = []

  var columns: LabelledData.Columns { .init(text: textColumn, label: labelColumn, hasHeader: !noHeader) }
}

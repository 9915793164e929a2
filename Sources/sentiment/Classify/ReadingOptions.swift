import ArgumentParser
import Training

/// The options that say how files of examples are read.
struct ReadingOptions: ParsableArguments {
  @Option(
    name: [.customLong("text-column"), .customLong("text-column-name"), .customLong("text-column-names")],
    help: ArgumentHelp(
      """
      The column or key that holds the text; without it found by a usual name (text, review, content, comment, 评论 …) or by \
      one at a name's end (review_text).
      """))
  var textColumn: String?
  @Option(
    name: [.customLong("label-column"), .customLong("label-column-name")],
    help: ArgumentHelp(
      """
      The column or key that holds the label; without it found by a usual name: label, sentiment, stars, rating, polarity, \
      class, 标签, 情感, 评分, 星级 …
      """))
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

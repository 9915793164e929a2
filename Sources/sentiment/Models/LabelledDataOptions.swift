import ArgumentParser
import Training

/// The options for reading labelled texts.
struct LabelledDataOptions: ParsableArguments {
  @Option(
    name: [.customLong("text-column"), .customLong("text-column-name"), .customLong("text-column-names")],
    help: ArgumentHelp(
      """
      Column or key of the text (default: a column with a common name such as text, review, content, comment, 评论, or a \
      name that ends in one, such as review_text).
      """))
  var textColumn: String?
  @Option(
    name: [.customLong("label-column"), .customLong("label-column-name")],
    help: ArgumentHelp(
      """
      Column or key of the label (default: a column with a common name such as label, sentiment, stars, rating, polarity, \
      class, 标签, 情感, 评分, 星级, else score, overall, Star Rating, voted_up).
      """))
  var labelColumn: String?
  @Flag(help: "Read the first line as data; columns are named by number (default: text 1, label 2).")
  var noHeader = false
  @Option(
    name: .customLong("drop-pattern"),
    help: ArgumentHelp(
      "Remove matches from all texts except the probe's; repeatable.", valueName: "regex"))
  var dropPatterns: [String] = []

  @OptionGroup var encodingOptions: EncodingOptions

  var columns: LabelledData.Columns {
    .init(text: textColumn, label: labelColumn, hasHeader: !noHeader, encoding: encodingOptions.encoding)
  }
}

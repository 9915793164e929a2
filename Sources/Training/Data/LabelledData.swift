public import BERT

/// Texts with labels, read from a file or folder.
public struct LabelledData: Sendable {
  /// A text with its target and its place in a file.
  public struct Example: Sendable, Hashable {
    /// The text, unchanged.
    public var text: String
    /// The target, by indices into `labels`.
    public var target: Target
    /// The file of the text.
    public var file: String
    /// The line, from 1, on which the row begins.
    public var line: Int

    /// `FILE:LINE`.
    public var place: String { "\(file):\(line)" }
  }

  /// The examples in the order of the file.
  public var examples: [Example]
  /// The names of the labels, by index.
  public var labels: [String]
  /// Skipped rows: the first few of each kind, each a sentence with file and line and the reason, and the number of
  /// others.
  public var problems: [String]
  /// Sentences about changed and intentionally skipped texts.
  public var notes: [String]
  /// The number of skipped rows.
  public var skipped: Int

  /// Reads `.csv`, `.tsv`, `.jsonl`/`.json` (an object a line) or a folder with a folder of `.txt` files for each
  /// label.
  ///
  /// A label cell holds a name, compared without case (`neg`, `neu` and `pos` are abbreviations), a word for a side, such
  /// as `Recommended`, or a number. Under a name for the negative side, such as `is_negative`, true is negative. A number is the index of the label, except on a scale such as −1, 0 and 1, or in
  /// ratings on any scale (`4/5`, `8 out of 10`, `★★★☆☆`), which follow the meaning of the names. Ratings in the middle
  /// are left out unless a label is neutral. Without `labels`, the labels come from the file:
  /// - words for both sides, such as `yes` and `no`: `negative` and `positive`; other words: in alphabetical order;
  /// - 0 and 1, or −1 and 1: `negative` and `positive`; −1, 0 and 1: `neutral` between them; 1 to 5: `1 star` to
  ///   `5 stars`;
  /// - other whole numbers from 0: `LABEL_0` and so on; else the numbers themselves.
  ///
  /// A cell of independent labels separates them with commas, semicolons or bars, or is a JSON array. A cell of a
  /// regression is a number.
  ///
  /// - Parameters:
  ///   - labels: those of a model. If one is neutral and the file has only 0 and 1, these are the negative label and the positive.
  ///   - dropPatterns: regular expressions whose matches are removed from the texts.
  /// - Throws: `TrainingError` if the file cannot be read or has no such column or no usable row.
  public init(
    path: String, columns: Columns = Columns(), labels: [String]? = nil, problem: Problem = .singleLabel,
    dropPatterns: [String] = []
  ) throws(TrainingError) {
    let patterns = try DropPatterns(dropPatterns)
    let rows = try LabelledRows(path: path, columns)
    let reader = try TargetReader(problem, labels: labels, labelsAreOfModel: labels != nil, of: [rows])
    self = try Self(rows, reader)
    notes += [reader.note, try patterns.remove(from: &examples, named: "texts")].compactMap(\.self)
  }

  init(_ rows: LabelledRows, _ reader: TargetReader) throws(TrainingError) {
    let (examples, problems, leftOut) = rows.examples(reader)
    self.examples = examples
    self.problems = problems.all
    skipped = problems.skipped
    let note = reader.note(onRatingsIn: rows.path, leftOut: leftOut)
    let negated =
      rows.isNegated && reader.problem == .singleLabel
      ? "\(rows.path): \"\(rows.labelName ?? "")\" names the negative side, so true is read as negative, and false as positive"
      : nil
    notes = rows.notes + [negated, note].compactMap(\.self)
    labels = reader.labels
    guard !examples.isEmpty else {
      throw TrainingError("\(rows.path): no usable row. \(problems.all.first ?? note ?? "It is empty.")")
    }
  }
}

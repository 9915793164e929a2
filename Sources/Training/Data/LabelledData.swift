public import BERT

/// Texts with their labels, as a file of examples gives them.
public struct LabelledData: Sendable {
  /// One example and where it stands.
  public struct Example: Sendable, Hashable {
    /// As the file has it.
    public var text: String
    /// What is to be said of it, by indices into `labels`.
    public var target: Target
    /// The file that it is from.
    public var file: String
    /// The line, from 1, that it begins on.
    public var line: Int

    /// File and line, as compilers name them.
    public var place: String { "\(file):\(line)" }
  }

  /// In the file's order.
  public var examples: [Example]
  /// The names of the labels, in the order of their numbers.
  public var labels: [String]
  /// Rows that could not be used: the first few of each kind, each a sentence with file and line, and how many more.
  public var problems: [String]
  /// What was done to the texts, or left aside as it should be, in sentences.
  public var remarks: [String]
  /// Rows that were left out.
  public var skipped: Int

  /// Reads `.csv`, `.tsv`, `.jsonl`/`.json` (an object a line) or a folder with a folder of `.txt` files for each label.
  ///
  /// A label is a name, compared without case (`neg`, `neu` and `pos` stand for the whole words, too), or its number: its
  /// index, but on a scale such as −1, 0 and 1, or 1 to 5, by what the names mean.
  /// Without `labels` they are taken from the file:
  /// - words: in alphabetical order;
  /// - 0 and 1, or −1 and 1: `negative` and `positive`; −1, 0 and 1: `neutral` between them; 1 to 5: `1 star` to `5 stars`;
  /// - other whole numbers from 0: `LABEL_0` and so on; else the numbers themselves.
  ///
  /// Independent labels stand in one cell, separated by commas, semicolons or bars, or in a JSON array; a regression's are
  /// numbers.
  ///
  /// - Parameter dropPatterns: regular expressions, whose matches are cut out of the texts.
  /// - Throws: `DataError` where the file cannot be read, has no such column or no usable row.
  public init(
    path: String, columns: Columns = Columns(), labels: [String]? = nil, problem: Problem = .singleLabel,
    dropPatterns: [String] = []
  ) throws(DataError) {
    let patterns = try DropPatterns(dropPatterns)
    let rows = try LabelledRows(path: path, columns)
    let reader = try TargetReader(problem, labels: labels, of: [rows])
    self = try Self(rows, reader)
    remarks += [reader.remark, try patterns.cut(from: &examples, named: "texts")].compactMap(\.self)
  }

  init(_ rows: LabelledRows, _ reader: TargetReader) throws(DataError) {
    let (examples, problems) = rows.examples(reader)
    self.examples = examples
    self.problems = problems.all
    skipped = problems.skipped
    remarks = rows.remarks
    labels = reader.labels
    guard !examples.isEmpty else {
      throw DataError("\(rows.path): has no usable row. \(problems.all.first ?? "It is empty.")")
    }
  }
}

/// Why data could not be read: a sentence with file, line and what to do.
public struct DataError: Error, CustomStringConvertible, Sendable, Hashable {
  /// The sentence.
  public var description: String
  init(_ description: String) { self.description = description }
}

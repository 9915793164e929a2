import Files
import Reviews

/// The texts of a data file with their labelled spans.
///
/// JSON lines, CSV and TSV hold a list of spans for each text; CoNLL files hold a token and its tag a line.
struct SpanRows: Sendable {
  struct Row: Sendable, Hashable {
    var file: String
    /// The line, from 1, on which the row begins.
    var line: Int
    var text: String
    /// Sorted, without overlaps; empty if the text has none, which a model learns too.
    var spans: [LabelledSpan]
    /// UTF-8 offsets of spans that neither train nor count; they overlap no others.
    var excluded: [Range<Int>]

    /// `FILE:LINE`.
    var place: String { "\(file):\(line)" }
  }

  let path: String
  private(set) var rows: [Row] = []
  /// The skipped rows, and unclosed quotes.
  var problems: RowProblems
  /// Sentences about spans that are changed or left out.
  private(set) var notes: [String] = []
  private var audit = SpanAudit()

  /// Reads `.jsonl` and `.json` (an object a line), `.conll`, `.bio` and `.txt` (a token and its tag a line), `.tsv` of
  /// either form, or, for any other name, CSV.
  ///
  /// - Throws: `TrainingError` if the file cannot be read, has no text or span column, or no usable row.
  init(path: String, _ columns: LabelledData.Columns) throws(TrainingError) {
    self.path = path
    problems = RowProblems(path: path)
    do { try readFile(columns) } catch { throw error as? TrainingError ?? TrainingError("\(error)") }
    notes += audit.notes(path: path)
    guard !rows.isEmpty else {
      let reason = problems.all.first ?? notes.first ?? "It has no row."
      throw TrainingError("\(path): no usable row. \(reason)")
    }
    if !audit.hasSpans { notes.append("\(path): no text has a labelled span") }
  }

  private mutating func readFile(_ columns: LabelledData.Columns) throws {
    let text = try DecodedText(InputFile.bytes(ofStream: FilePath(text: path)), name: path, encoding: columns.encoding)
    // A row that is not UTF-8 is reported by itself.
    if text.conversion == nil, let problem = text.problem { notes.append(problem) }
    switch DocumentFormat(pathEnding: path) {
    case .jsonl, .json: try readObjects(text.bytes, columns)
    case .tsv where Self.isTable(text.bytes, columns): try readTable(text, separator: "\t", columns)
    case .tsv, .plaintext: readTokens(text)
    case nil where [".conll", ".bio"].contains { path.lowercased().hasSuffix($0) }: readTokens(text)
    default: try readTable(text, separator: ",", columns)
    }
  }

  /// Adds a text whose annotations are spans of it, or else a problem.
  mutating func add(_ text: String, _ annotations: [SpanAnnotation], implicit: Int = 0, line: Int) {
    let place = "\(path):\(line)"
    if text.unicodeScalars.allSatisfy(\.properties.isWhitespace) {
      skip(RowProblem(kind: .text, sentence: "the text is empty"), line: line)
      return
    }
    do throws(RowProblem) {
      let (spans, excluded) = try audit.check(annotations, implicit: implicit, in: text, at: place)
      rows.append(Row(file: path, line: line, text: text, spans: spans, excluded: excluded))
    } catch {
      skip(error, line: line)
    }
  }

  mutating func skip(_ problem: RowProblem, line: Int) {
    problems.add(problem.kind, problem.sentence + "; row skipped", at: "\(path):\(line)")
  }
}

import ArgumentParser
import Files
import SentimentAnalysis

struct Classify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the label and scores of each text as one JSON object per line, or label the rows of a table.",
    discussion: """
      Texts are the arguments or, without any, the lines of standard input: plain, or JSON with a "text" key. With --input \
      csv, tsv or jsonl, a file or standard input is a table: all rows are written in order, unchanged, with label, confidence, \
      uncertain and, if the model finds aspects, mixed after their own cells or keys. A name that the table has already becomes sentiment_label and so on. Rows \
      without a text get empty cells.
      """)

  enum Input: String, ExpressibleByArgument, CaseIterable { case auto, text, jsonl, csv, tsv }

  @OptionGroup var modelOptions: ClassifierOptions
  @OptionGroup var windowOptions: WindowOptions
  @OptionGroup var headOptions: HeadOptions
  @Option(help: "Format of the input; auto tells text and JSON lines apart by the first line.") var input: Input = .auto
  @Option(
    name: .customLong("column"),
    help: ArgumentHelp(
      "Column (name, or number from 1) or JSON key of the text (default: found as check does); repeatable.",
      valueName: "name|number"))
  var columns: [String] = []
  @OptionGroup var encodingOptions: EncodingOptions
  @Option(help: ArgumentHelp("Write to this file instead of standard output.", valueName: "file")) var output: String?
  @Flag(help: "Add the key phrases: with their weights to JSON, as the column key_phrases to tables.") var explain =
    false
  @Flag(help: "Add token ids, offsets and raw logits to JSON.") var details = false
  @Argument(help: ArgumentHelp("Text to classify; with --input csv, tsv or jsonl, the file.", valueName: "text|file"))
  var texts: [String] = []

  func validate() throws {
    if details { try modelOptions.requireOneModel(for: "--details", "prints the tokens and logits of a model") }
    if details, input == .csv || input == .tsv {
      throw ValidationError("--details adds lists, which a table cannot hold; use --input jsonl")
    }
    if !columns.isEmpty, input == .text || input == .auto && !texts.isEmpty {
      throw ValidationError("--column names the column of a table; pass --input csv, tsv or jsonl")
    }
    if [.csv, .tsv, .jsonl].contains(input), texts.count > 1 {
      throw ValidationError("--input \(input) takes one file, got \(texts.count); run the command for each")
    }
  }

  func run() throws {
    let isTable = [.csv, .tsv, .jsonl].contains(input)
    if !isTable {
      for text in texts {
        try rejectFile(text) {
          "To label its \($0 == .text ? "lines" : "rows"): sentiment classify --input \($0) < \($1)"
        }
      }
    }
    let file = isTable ? texts.first.flatMap { $0 == "-" ? nil : $0 } : nil
    if let output { try check(output: output, file: file) }
    let model = try modelOptions.load(windows: windowOptions.windows, mayLackLabels: true)
    var options = SentimentModel.Options(explain: explain)
    options.heads = try headOptions.selection(in: model)
    let encoding = encodingOptions.encoding
    let source =
      try file.map { try TextStream(FilePath(text: $0), in: encoding) } ?? TextStream(standardInputIn: encoding)
    var problems = ProblemPrinter()
    if let output {
      try OutputFile.write(to: FilePath(text: output), special: .followed) {
        try run(source, model, options, &problems, $0)
      }
    } else {
      try run(source, model, options, &problems) { sentiment.write($0) }
    }
    problems.finish()
    if problems.count > 0 { throw ExitCode(2) }
  }

  private func run(
    _ source: TextStream, _ model: SentimentModel, _ options: SentimentModel.Options, _ problems: inout ProblemPrinter,
    _ write: ([UInt8]) throws -> Void
  ) throws {
    var input = input
    if input == .auto, !columns.isEmpty {
      input = try source.peek()?.first { $0 > 0x20 } == UInt8(ascii: "{") ? .jsonl : .csv
    }
    switch input {
    case .csv, .tsv:
      let table = TableLabels(model: model, columns: columns, options: options)
      try table.label(source, separator: input == .tsv ? "\t" : ",", &problems, write)
    case .jsonl:
      let objects = ObjectLabels(model: model, columns: columns, options: options, details: details)
      try objects.label(source, &problems, write)
    case .auto, .text:
      let texts = TextLabels(model: model, options: options, details: details)
      if self.texts.isEmpty {
        try texts.label(source, isJSON: input == .text ? false : nil, &problems, write)
      } else {
        try texts.label(self.texts.map { .success($0.repaired) }, &problems, write)
      }
    }
    if let problem = source.conversionProblem { problems.report(problem) }
  }

  /// Rejects an output that would replace the input, or is in no folder.
  private func check(output: String, file: String?) throws {
    let folder = FilePath(fromCommandLine: output).removingLastComponent()
    guard FileStatus(folder)?.kind == .folder else {
      throw CommandError("--output \(output): there is no such folder; make it: mkdir -p \(folder.quotedForShell)")
    }
    let input = FileStatus(FilePath(text: file ?? "/dev/stdin"))
    guard let old = FileStatus(FilePath(text: output)), old.kind == .file, old.identity == input?.identity else {
      return
    }
    throw CommandError("--output \(output): is the input; name another file")
  }
}

import ArgumentParser
import Benchmarks
import Files
import SentimentAnalysis

struct BenchServer: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "server",
    abstract: "Time the sentiment-lsp beside this program, as an editor sees it.",
    discussion: """
      Times run from the bytes that the client sends to the last byte of the message that it waits for. A missed bar is \
      printed; it does not change the exit code.
      """)

  @OptionGroup var modelOptions: ModelOptions
  @Option(help: ArgumentHelp("Another server.", valueName: "path")) var server: String?
  @Option(
    help: ArgumentHelp(
      "File of texts: a .csv, .tsv or .jsonl table, or one text per line (default: generated reviews).",
      valueName: "file"))
  var data: String?
  @Flag(help: "Request diagnostics instead of having the server publish them.") var pull = false
  @Option(help: "Number of reviews in the file that is opened, edited and hovered over.") var reviews = 1000
  @Option(help: "Number of rows in the large table.") var rows = 100_000
  @Flag(help: "Also measure the memory of ten open documents of 10,000 reviews each; takes minutes.") var memory = false
  @Option(
    help: ArgumentHelp("Also open this many documents, and compare the time with that of 500.", valueName: "number"))
  var documents: Int?
  @Option(help: ArgumentHelp("Also make random edits for this long, and report the memory.", valueName: "seconds"))
  var soak: Int?
  @Flag(help: "Print one JSON object per line.") var json = false

  func validate() throws {
    guard (10...10_000).contains(reviews) else { throw ValidationError("--reviews takes 10 to 10000, got \(reviews)") }
    guard (10...1_000_000).contains(rows) else { throw ValidationError("--rows takes 10 to 1000000, got \(rows)") }
    if let documents, !(500...100_000).contains(documents) {
      throw ValidationError("--documents takes 500 to 100000, got \(documents)")
    }
    if let soak, soak < 1 { throw ValidationError("--soak takes a whole number above 0, got \(soak)") }
  }

  func run() throws {
    let model = try modelOptions.load()
    let texts = try data.map { try loadTexts(fromFile: $0, for: model) } ?? []
    let benchmark = ServerBenchmark(settings, model: model, texts: texts) { Bench.print($0, asJSON: json) }
    try benchmark.initialization()
    try benchmark.file()
    try benchmark.table()
    if memory {
      try benchmark.manyDocuments(weightBytes: try ModelFacts(named: modelOptions.model, kernels: kernels).memoryBytes)
    }
    if let documents { try benchmark.documents(documents) }
    if let soak { try benchmark.soak(seconds: soak) }
  }

  private var settings: ServerBenchmark.Settings {
    var arguments = ["--compute", modelOptions.compute.rawValue]
    if let model = modelOptions.model { arguments += ["--model", model] }
    if let threads = modelOptions.threads { arguments += ["--threads", "\(threads)"] }
    var settings = ServerBenchmark.Settings(
      server: server ?? Doctor.folder?.appending("sentiment-lsp").text ?? "sentiment-lsp", arguments: arguments)
    (settings.isPulling, settings.reviews, settings.rows) = (pull, reviews, rows)
    return settings
  }
}

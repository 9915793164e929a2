import ArgumentParser
import Dispatch
import Files
import Foundation
import JSON
import SentimentAnalysis
import Tensors

struct BenchServer: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "server",
    abstract: "Times the language server that lies beside this program, as an editor would see it.",
    discussion: """
      Times are from the bytes that a client sends to the last byte of what it waits for. The bars are those that the \
      project holds itself to; a missed one is said, and no error.
      """)

  @OptionGroup var modelOptions: ModelOptions
  @Option(help: ArgumentHelp("Another server.", valueName: "path")) var server: String?
  @Option(help: "A file of texts as sentiment bench takes it, instead of made up reviews.") var data: String?
  @Flag(help: "Ask for the findings, instead of being told.") var pull = false
  @Option(help: "The reviews of the file that is opened, edited and hovered over.") var reviews = 1000
  @Option(help: "The rows of the large table.") var rows = 100_000
  @Flag(help: "Also ten open documents of 10,000 reviews each; takes minutes.") var memory = false
  @Option(help: ArgumentHelp("Also edit at random for so long.", valueName: "seconds")) var soak: Int?
  @Flag(help: "Print one JSON object a line.") var json = false

  func validate() throws {
    guard (10...10_000).contains(reviews) else { throw ValidationError("--reviews takes 10 to 10000, got \(reviews)") }
    guard (10...1_000_000).contains(rows) else { throw ValidationError("--rows takes 10 to 1000000, got \(rows)") }
    if let soak, soak < 1 { throw ValidationError("--soak takes a number from 1 up, got \(soak)") }
  }

  func run() throws {
    // An end of the server is then an error of a write, which says so.
    signal(SIGPIPE, SIG_IGN)
    let model = try modelOptions.load()
    let given = try data.map { try Bench.texts(in: $0, for: model) } ?? []
    let texts = BenchReviews(given)
    try initialization()
    try file(texts, model)
    try table(texts)
    if memory { try manyDocuments(texts) }
    if let soak { try soaking(texts, seconds: soak) }
  }

  /// The server that is measured, started anew.
  func start() throws -> BenchClient {
    let path = server ?? Doctor.folder?.appending("sentiment-lsp").string ?? "sentiment-lsp"
    var arguments = ["--compute", modelOptions.compute.rawValue]
    if let model = modelOptions.model { arguments += ["--model", model] }
    if let threads = modelOptions.threads { arguments += ["--threads", "\(threads)"] }
    return try BenchClient(path, arguments, isPulling: pull)
  }

  /// The server with its model loaded.
  func startLoaded() throws -> BenchClient {
    let client = try start()
    try client.initialize()
    while true {
      let status = try client.call("sentiment/status")
      if status["state"] == "ready" { return client }
      if let error = status["error"]?.stringValue { throw Trouble(error) }
      usleep(5000)
    }
  }

  /// A row of the table.
  func report(_ name: String, _ value: Double, _ unit: String, bar: Double? = nil) {
    if json {
      var row: JSONObject = ["name": .string(name), "value": .double(value), "unit": .string(unit)]
      row["bar"] = bar.map { .double($0) }
      return writeText(JSONValue.object(row).serialized() + "\n")
    }
    func text(_ value: Double) -> String {
      switch unit {
      case "s": value < 1 ? String(format: "%.1f ms", value * 1000) : String(format: "%.2f s", value)
      case "MB": String(format: "%.1f MB", value)
      default: String(format: "%.2f", value)
      }
    }
    let judgement = bar.map { value < $0 ? "under \(text($0))" : "MISSED: \(text($0))" } ?? ""
    let columns = [name.padding(toLength: 58, withPad: " ", startingAt: 0), text(value), judgement]
    writeText(columns.joined(separator: "  ") + "\n")
  }
}

extension [Double] {
  /// The value below which that share of all lies.
  func quantile(_ share: Double) -> Double {
    let sorted = sorted()
    return sorted.isEmpty ? .nan : sorted[Swift.min(sorted.count - 1, Int(Double(sorted.count) * share))]
  }
}

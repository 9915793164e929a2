import Dispatch
import Foundation
import JSON
import JSONRPC
import LanguageServerProtocol
package import SentimentAnalysis

/// Measures a language server from outside, as an editor sees it.
///
/// Times run from the bytes that the client sends to the last byte of the message that it waits for.
package struct ServerBenchmark {
  package struct Settings {
    /// The server's executable and its arguments.
    package var server: (path: String, arguments: [String])
    /// Whether the client requests diagnostics.
    package var isPulling = false
    /// Reviews in the file that is opened, edited and hovered over.
    package var reviews = 1000
    /// Rows of the large table.
    package var rows = 100_000

    package init(server: String, arguments: [String]) { self.server = (server, arguments) }
  }

  let settings: Settings
  /// The model in this process, with which the server's times are compared.
  let model: SentimentModel
  let texts: SampleTexts
  private let report: (BenchmarkRow) -> Void

  /// - Parameter texts: generated ones if empty.
  package init(
    _ settings: Settings, model: SentimentModel, texts: [String], report: @escaping (BenchmarkRow) -> Void
  ) {
    (self.settings, self.model, self.texts, self.report) = (settings, model, SampleTexts(texts), report)
  }

  /// Starts the server.
  func start() throws -> LanguageClient {
    ProcessControl.ignoreBrokenPipes()  // so that writing to a server that has exited is an error
    return try LanguageClient(settings.server.path, settings.server.arguments, isPulling: settings.isPulling)
  }

  /// Starts the server and waits until its model is loaded.
  func startLoaded() throws -> LanguageClient {
    let client = try start()
    try client.initialize()
    while true {
      let status = try client.call(Method.status)
      if status["state"] == "ready" { return client }
      if let error = status["error"]?.stringValue { throw BenchmarkError(error) }
      usleep(5000)
    }
  }

  // MARK: Reports

  enum Unit: String { case seconds = "s", megabytes = "MB", ratio = "times" }

  /// - Parameter bar: the value to stay below.
  func report(_ name: String, _ value: Double, _ unit: Unit, bar: Double? = nil) {
    var row: JSONObject = ["name": .string(name), "value": .double(value), "unit": .string(unit.rawValue)]
    row["bar"] = bar.map { .double($0) }
    func text(_ value: Double) -> String {
      switch unit {
      case .seconds: value < 1 ? String(format: "%.1f ms", value * 1000) : String(format: "%.2f s", value)
      case .megabytes: String(format: "%.1f MB", value)
      case .ratio: String(format: "%.2f", value)
      }
    }
    let verdict = bar.map { value < $0 ? "under \(text($0))" : "MISSED: \(text($0))" } ?? ""
    let columns = [name.padding(toLength: 58, withPad: " ", startingAt: 0), text(value), verdict]
    report(BenchmarkRow(text: columns.joined(separator: "  "), json: .object(row)))
  }
}

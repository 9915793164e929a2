import Files
import Foundation
import JSON
import JSONRPC
import Reviews
import SentimentAnalysis

/// `sentiment.report`: writes the report on a document, an HTML page.
enum ReportCommand {
  static func run(on document: Document, models: Set<String>) throws -> CommandOutcome {
    let page = DocumentPage(
      title: document.path?.lastComponent?.string ?? document.uri, summary: document.summary,
      models: models.sorted().joined(separator: ", "),
      entries: document.verdicts.enumerated().compactMap { index, verdict in
        verdict.map {
          DocumentPage.Entry(
            text: document.text(ofReview: index).string, verdict: $0,
            line: document.text.line(at: document.table.reviews[index].range.lowerBound) + 1)
        }
      })
    let file = try folder().appending("\(TextFingerprint(Array(document.uri.utf8)[...], seed: 0)).html")
    try OutputFile.write(Array(page.html.utf8), to: file)
    let url = URL(filePath: file.string)
    return CommandOutcome(result: .string(url.absoluteString), page: url)
  }

  /// A folder that other users cannot read: a report contains the reviews.
  private static func folder() throws(ResponseError) -> FilePath {
    let environment = CommandLine.textEnvironment
    let caches = environment["XDG_CACHE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "~/.cache"
    let folder = FilePath(caches, in: "/").appending("sentiment-lsp/reports")
    do { try Folder.makePrivate(folder) } catch { throw ResponseError(.requestFailed, "\(error)") }
    return folder
  }
}

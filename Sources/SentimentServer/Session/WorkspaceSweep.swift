import Files
import Foundation
import JSON
import JSONRPC
import LanguageServerProtocol
import Reviews
import SentimentAnalysis
import Synchronization
import Tensors

/// Reads the files of the open folders that are not open themselves, one after the other, for `workspace/diagnostic`. It has
/// copies of all that it needs and runs beside the session; the models serve it between the session's own batches.
struct WorkspaceSweep: Sendable {
  let id: RequestID
  /// The last answers that the client has, by path, with the URI that it knows the file by: clients escape differently.
  let previous: [FilePath: (uri: String, resultId: String)]
  /// Nil where the client wants the answer whole.
  let token: JSONValue?
  let folders: [FilePath]
  /// The paths of documents that are open, which are told of otherwise.
  let open: Set<FilePath>
  let editor: EditorSettings
  let projects: ProjectSettings
  let configuration: ServerConfiguration
  let models: [ModelKey: LoadedModel]
  let generation: Int
  let encoding: PositionEncoding
  let showsRelated: Bool
  let known: KnownReports
  let stop = Cancellation()

  /// What was found before, by path, so that what has not changed need not be read again.
  final class KnownReports: Sendable {
    /// What a report on a file depends on.
    struct State: Hashable {
      var signature: FileSignature
      var settings: Int
    }

    private let reports = Mutex<[FilePath: (state: State, resultId: String)]>([:])

    func resultId(of path: FilePath, in state: State) -> String? {
      reports.withLock { reports in reports[path].flatMap { $0.state == state ? $0.resultId : nil } }
    }

    func note(_ resultId: String, of path: FilePath, in state: State) {
      reports.withLock { $0[path] = (state, resultId) }
    }
  }

  private static let mostFiles = 10_000
  /// Little enough that whoever works in the editor does not notice.
  private static let batchBytes = 4096

  /// Goes through all files, giving each report away as it is made.
  ///
  /// - Parameter classify: has a model read texts.
  /// - Returns: the models that files need and that are not loaded, since nothing is said of those files; and those that need
  ///   the user's permission.
  func run(
    classify: (LoadedModel, [String]) -> [Classification?], give: (DocumentDiagnosticReport) -> Void
  ) -> (missing: Set<ModelKey>, requests: Set<ModelRequest>) {
    var (projects, visited, missing) = (projects, Set<FilePath>(), Set<ModelKey>())
    for folder in folders {
      guard var search = FileSearch(folder.string) else { continue }
      while !stop.isCancelled, visited.count < Self.mostFiles,
        let entry = search.next(settings: { path in
          editor.settings(ofURI: URL(filePath: path.string).absoluteString, path, &projects, configuration) { _ in }
        })
      {
        guard case .file(let file) = entry, !open.contains(file.path), visited.insert(file.path).inserted else {
          continue
        }
        if let report = report(on: file, &missing, classify) { give(report) }
      }
    }
    guard !stop.isCancelled else { return (missing, projects.requests) }
    // Of what is gone, or left alone now, there are no remarks any more.
    for (path, uri) in previous.mapValues(\.uri).sorted(by: { $0.key.string < $1.key.string })
    where !visited.contains(path) && !open.contains(path) {
      let none = RenderedDiagnostics.none
      give(
        DocumentDiagnosticReport(
          uri: uri, resultId: TextFingerprint(none[...], seed: 0).description, items: JSONText(none)))
    }
    return (missing, projects.requests)
  }

  /// Nil where the file cannot be read, for want of a model too, or the sweep was stopped.
  private func report(
    on file: ReviewFile, _ missing: inout Set<ModelKey>, _ classify: (LoadedModel, [String]) -> [Classification?]
  ) -> DocumentDiagnosticReport? {
    let (path, settings) = (file.path, file.settings)
    guard let signature = FileSignature(path) else { return nil }
    let state = KnownReports.State(
      signature: signature, settings: [AnyHashable(settings), generation, showsRelated].hashValue)
    let uri = previous[path]?.uri ?? URL(filePath: path.string).absoluteString
    if let known = known.resultId(of: path, in: state), previous[path]?.resultId == known {
      return DocumentDiagnosticReport(uri: uri, resultId: known, items: nil)
    }
    guard let bytes = try? InputFile.bytes(of: path, atMost: Document.mostBytes),
      let text = try? DecodedText(bytes, name: file.name)
    else { return nil }
    let source = ReadingSource(bytes: text.repaired, path: path, settings: settings)
    var reading = Reading(ReviewTable(of: source))
    let lacking = reading.table.models.filter { models[$0] == nil }
    guard lacking.isEmpty else {
      missing.formUnion(lacking)
      return nil
    }
    reading.readAll(of: source, atMost: Self.batchBytes) { key, texts in
      guard !stop.isCancelled, let model = models[key] else { return texts.map { _ in nil } }
      return classify(model, texts)
    } didRead: { _, _, _ in
    }
    guard !stop.isCancelled else { return nil }
    let items = RenderedDiagnostics(
      reading.findings(in: source.bytes, settings),
      in: .init(uri: uri, text: DocumentText(bytes: source.bytes), encoding: encoding),
      atMost: settings.maximumFindings, withRelated: showsRelated
    ).text
    let resultId = TextFingerprint(items[...], seed: 0).description
    known.note(resultId, of: path, in: state)
    let isUnchanged = previous[path]?.resultId == resultId
    return DocumentDiagnosticReport(uri: uri, resultId: resultId, items: isUnchanged ? nil : JSONText(items))
  }
}

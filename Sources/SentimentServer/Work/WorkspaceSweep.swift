import Files
import Foundation
import JSON
import JSONRPC
import LanguageServerProtocol
import Reviews
import SentimentAnalysis
import Synchronization
import Tensors

/// Reads the files of the open folders that are not open as documents, one after the other, for `workspace/diagnostic`. It
/// runs beside the session on copies of its state; the models read its batches between those of the session.
struct WorkspaceSweep: Sendable {
  let id: RequestID
  /// The client's last results by path, with the file's URI: clients escape URIs differently.
  let previous: [FilePath: (uri: String, resultId: String)]
  /// Nil where the client takes no partial results.
  let token: JSONValue?
  let folders: [FilePath]
  /// The paths of open documents, whose diagnostics are reported separately.
  let open: Set<FilePath>
  let editor: EditorSettings
  let projects: ProjectSettings
  let patterns: IgnorePatterns
  let configuration: ServerConfiguration
  let models: [ModelKey: LoadedModel]
  let generation: Int
  let encoding: PositionEncoding
  let showsRelated: Bool
  let known: KnownReports
  let cancellation: Cancellation

  /// The results of earlier sweeps by path: an unchanged file is not read again.
  final class KnownReports: Sendable {
    /// The facts that a file's diagnostics depend on.
    struct State: Hashable {
      var signature: FileSignature
      var settings: Int
    }

    private let reports = Mutex<[FilePath: (state: State, resultId: String)]>([:])

    func resultId(of path: FilePath, in state: State) -> String? {
      reports.withLock { reports in reports[path].flatMap { $0.state == state ? $0.resultId : nil } }
    }

    func store(_ resultId: String, of path: FilePath, in state: State) {
      reports.withLock { $0[path] = (state, resultId) }
    }
  }

  /// The models that files need and that are not loaded, whose files are skipped, and those that need the user's permission; and
  /// why folders were not read or a `.gitignore` was not used.
  struct Missing {
    var models: Set<ModelKey> = []
    var permissions: Set<ModelRequest> = []
    var problems: [String] = []
  }

  init(
    id: RequestID, _ parameters: WorkspaceDiagnosticRequest, folders: [FilePath], open: Set<FilePath>,
    editor: EditorSettings, projects: ProjectSettings, patterns: IgnorePatterns, configuration: ServerConfiguration,
    models: [ModelKey: LoadedModel], generation: Int, client: Client, known: KnownReports, cancellation: Cancellation
  ) {
    self.id = id
    previous = Dictionary(
      parameters.previousResultIds.compactMap { last in
        Document.path(ofURI: last.uri).map { ($0, (last.uri, last.value)) }
      }, uniquingKeysWith: { $1 })
    token = parameters.partialResultToken.flatMap { $0.isNull ? nil : $0 }
    (self.folders, self.open, self.editor, self.projects) = (folders, open, editor, projects)
    self.patterns = patterns
    (self.configuration, self.models, self.generation) = (configuration, models, generation)
    (encoding, showsRelated) = (client.encoding, client.showsRelatedInformation)
    (self.known, self.cancellation) = (known, cancellation)
  }

  private static let fileLimit = 10_000
  /// Small batches do not delay the documents in the editor.
  private static let batchBytes = 4096

  /// Reads all files, and reports the diagnostics of each when they are known.
  ///
  /// - Parameter classify: has a model read texts.
  func run(
    classify: (LoadedModel, [String]) -> [Classification?], report: (DocumentDiagnosticReport) -> Void
  ) -> Missing {
    var (projects, visited, missing) = (projects, Set<FilePath>(), Missing())
    for folder in folders {
      guard var search = FileSearch(folder.text) else { continue }
      while !cancellation.isCancelled, visited.count < Self.fileLimit,
        let entry = search.next(settings: { path in
          editor.settings(ofURI: path.uri, path, &projects, configuration) { _ in }
        })
      {
        if case .unreadable(let problem) = entry { missing.problems.append(problem) }
        guard case .file(let file) = entry, !open.contains(file.path), visited.insert(file.path).inserted else {
          continue
        }
        if let found = diagnostics(of: file, &missing, classify) { report(found) }
      }
    }
    missing.permissions = projects.requests
    guard !cancellation.isCancelled else { return missing }
    // Clears the diagnostics of files that are deleted, or excluded by now.
    for (path, uri) in previous.mapValues(\.uri).sorted(by: { $0.key.text < $1.key.text })
    where !visited.contains(path) && !open.contains(path) {
      let none = RenderedDiagnostics.none
      report(
        DocumentDiagnosticReport(
          uri: uri, resultId: TextFingerprint(none[...], seed: 0).description, items: JSONText(none)))
    }
    return missing
  }

  /// Nil where the file cannot be read, its model is missing, or the sweep is cancelled.
  private func diagnostics(
    of file: ReviewFile, _ missing: inout Missing, _ classify: (LoadedModel, [String]) -> [Classification?]
  ) -> DocumentDiagnosticReport? {
    let (path, settings) = (file.path, file.settings)
    guard let signature = FileSignature(path) else { return nil }
    let state = KnownReports.State(
      signature: signature, settings: [AnyHashable(settings), generation, showsRelated].hashValue)
    let uri = previous[path]?.uri ?? path.uri
    if let known = known.resultId(of: path, in: state), previous[path]?.resultId == known {
      return DocumentDiagnosticReport(uri: uri, resultId: known, items: nil)
    }
    guard let bytes = try? InputFile.bytes(of: path, atMost: Document.maximumBytes),
      let text = try? DecodedText(bytes, name: file.name, encoding: settings.encoding)
    else { return nil }
    var source = ReadingSource(bytes: text.repaired, path: path, settings: settings)
    (source.isBuiltIn, source.patterns) = (configuration.isBuiltIn, patterns)
    var reading = Reading(ReviewTable(of: source))
    for problem in reading.table.found.patternProblems { missing.problems.append("\(file.name): \(problem)") }
    let lacking = reading.table.models.filter { models[$0] == nil }
    guard lacking.isEmpty else {
      missing.models.formUnion(lacking)
      return nil
    }
    reading.readAll(of: source, atMost: Self.batchBytes) { key, texts in
      guard !cancellation.isCancelled, let model = models[key] else { return texts.map { _ in nil } }
      return classify(model, texts)
    } didRead: { _, _, _ in
    }
    guard !cancellation.isCancelled else { return nil }
    let items = RenderedDiagnostics(
      reading.findings(in: source.bytes, settings),
      in: .init(uri: uri, text: DocumentText(bytes: source.bytes), encoding: encoding),
      limit: settings.maximumFindings, withRelated: showsRelated
    ).text
    let resultId = TextFingerprint(items[...], seed: 0).description
    known.store(resultId, of: path, in: state)
    let isUnchanged = previous[path]?.resultId == resultId
    return DocumentDiagnosticReport(uri: uri, resultId: resultId, items: isUnchanged ? nil : JSONText(items))
  }
}

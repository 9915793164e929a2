import Dispatch
import Foundation
import JSON
import JSONRPC
import LanguageServerProtocol
import Reviews
import SentimentAnalysis
import Synchronization

/// Reads the files of the open folders that are not open themselves, one after the other, for `workspace/diagnostic`. It has
/// copies of all that it needs and runs beside the session; the models serve it between the session's own batches.
struct WorkspaceSweep: Sendable {
  let id: RequestID
  /// The last answers that the client has, by path, with the URI that it knows the file by: clients escape differently.
  let previous: [String: (uri: String, resultId: String)]
  /// Nil where the client wants the answer whole.
  let token: JSONValue?
  let folders: [String]
  /// The paths of documents that are open, which are told of otherwise.
  let open: Set<String>
  let editor: EditorSettings
  let projects: ProjectSettings
  let configuration: ServerConfiguration
  let models: [ModelKey: LoadedModel]
  let generation: Int
  let encoding: PositionEncoding
  let showsRelated: Bool
  let known: KnownReports
  let stop = StopFlag()

  /// What was found before, by path, so that what has not changed need not be read again.
  final class KnownReports: Sendable {
    /// What a report on a file depends on.
    struct State: Hashable {
      var signature: FileSignature
      var settings: Int
    }

    private let reports = Mutex<[String: (state: State, resultId: String)]>([:])

    func resultId(of path: String, in state: State) -> String? {
      reports.withLock { reports in reports[path].flatMap { $0.state == state ? $0.resultId : nil } }
    }

    func note(_ resultId: String, of path: String, in state: State) {
      reports.withLock { $0[path] = (state, resultId) }
    }
  }

  private static let mostFiles = 10_000
  /// What lies about in folders of projects and holds no reviews.
  private static let passedOver = ["node_modules", "CMakeLists.txt", "requirements*.txt", "robots.txt", "LICENSE*.txt"]
    .map { Glob($0) }
  /// Little enough that whoever works in the editor does not notice.
  private static let batchBytes = 4096

  /// Goes through all files, giving each report away as it is made.
  ///
  /// - Parameter classify: has a model read texts.
  /// - Returns: the models that files need and that are not loaded, since nothing is said of those files; and those that need
  ///   the user's permission.
  func run(
    classify: (LoadedModel, [String], SentimentModel.Options) -> [Classification?],
    give: (WorkspaceDocumentDiagnosticReport) -> Void
  ) -> (missing: Set<ModelKey>, requests: Set<ModelRequest>) {
    var (projects, count, visited, missing) = (projects, 0, Set<String>(), Set<ModelKey>())
    for folder in folders {
      guard var search = FileSearch(folder) else { continue }
      while !stop.isSet, count < Self.mostFiles, let entry = search.next() {
        switch entry {
        case .folder(let name, let path):
          if !isPassedOver(path), !settings(ofFile: path, &projects).isExcluded(path) { search.open(name, path) }
        case .unreadable, .link: break
        case .file(_, let path):
          guard !isPassedOver(path) else { continue }
          let settings = settings(ofFile: path, &projects)
          guard !open.contains(path), !visited.contains(path),
            let format = settings.format ?? DocumentFormat(pathEnding: path),
            settings.isIncluded(path, format)
          else { continue }
          count += 1
          visited.insert(path)
          if let report = report(on: path, format, settings, &missing, classify) { give(report) }
        }
      }
    }
    guard !stop.isSet else { return (missing, projects.requests) }
    // Of what is gone, or left alone now, there are no remarks any more.
    for (path, uri) in previous.mapValues(\.uri).sorted(by: { $0.key < $1.key })
    where !visited.contains(path) && !open.contains(path) {
      let none = RenderedDiagnostics.none
      give(
        WorkspaceDocumentDiagnosticReport(
          uri: uri, resultId: TextFingerprint(none[...], seed: 0).description, items: JSONText(none)))
    }
    return (missing, projects.requests)
  }

  private func isPassedOver(_ path: String) -> Bool { Self.passedOver.contains { $0.matches(path) } }

  private func settings(ofFile path: String, _ projects: inout ProjectSettings) -> Settings {
    let own = editor.settings(at: URL(filePath: path).absoluteString)
    var result =
      configuration.readsProjects
      ? projects.settings(over: own, forFile: path, in: editor.workspace(ofFile: path)) { _ in }
      : own.settings(forFile: path)
    configuration.override(&result)
    return result
  }

  /// Nil where the file cannot be read, for want of a model too, or the sweep was stopped.
  private func report(
    on path: String, _ format: DocumentFormat, _ settings: Settings, _ missing: inout Set<ModelKey>,
    _ classify: (LoadedModel, [String], SentimentModel.Options) -> [Classification?]
  ) -> WorkspaceDocumentDiagnosticReport? {
    guard let signature = FileSignature(path: path) else { return nil }
    let state = KnownReports.State(
      signature: signature, settings: [AnyHashable(settings), generation, showsRelated].hashValue)
    let uri = previous[path]?.uri ?? URL(filePath: path).absoluteString
    if let known = known.resultId(of: path, in: state), previous[path]?.resultId == known {
      return WorkspaceDocumentDiagnosticReport(uri: uri, resultId: known, items: nil)
    }
    guard let text = Self.text(ofFile: path) else { return nil }
    var document = Document(
      TextDocumentItem(uri: uri, languageId: format.rawValue, version: 0, text: text), encoding: encoding,
      settings: settings, edition: 0)
    document.adopt(ReviewTable(document.search, generation: generation), VerdictCache())
    for lane in ReadingLane.allCases {
      while !stop.isSet {
        let taken = document.takeUnread(atMost: Self.batchBytes, VerdictCache(), lane) { models[$0] != nil }
        guard let first = taken.first, let model = models[document.table.model(ofReview: first)] else { break }
        let texts = taken.map { document.text(ofReview: $0).string }
        let results = classify(model, texts, SentimentModel.Options(method: .quick))
        let verdicts = zip(texts, results).map { text, result in
          result.map { Verdict($0, of: text, uncertainBelow: settings.uncertainBelow) }
        }
        // What a model leaves out stays without a verdict.
        let done = zip(taken, verdicts).filter { $1 != nil }
        document.take(done.map(\.1), for: done.map(\.0))
      }
    }
    guard !stop.isSet else { return nil }
    guard document.unreadCount == 0 else {
      missing.formUnion(document.table.models.filter { models[$0] == nil })
      return nil
    }
    let items = RenderedDiagnostics(document, withRelated: showsRelated).text
    let resultId = TextFingerprint(items[...], seed: 0).description
    known.note(resultId, of: path, in: state)
    let isUnchanged = previous[path]?.resultId == resultId
    return WorkspaceDocumentDiagnosticReport(uri: uri, resultId: resultId, items: isUnchanged ? nil : JSONText(items))
  }

  /// Nil for what is too large or no text.
  private static func text(ofFile path: String) -> String? {
    guard let bytes = try? readFile(path: path, atMost: ReviewTable.mostBytes) else { return nil }
    return String(validating: bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...], as: UTF8.self)
  }
}

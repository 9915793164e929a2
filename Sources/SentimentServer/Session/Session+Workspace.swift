import Dispatch
import Files
import JSON
import JSONRPC
import LanguageServerProtocol
import SentimentAnalysis
import Tensors

extension Session {
  /// Starts reading the files of the open folders for a request, once the model is there.
  mutating func sweep(_ request: Request, _ parameters: WorkspaceDiagnosticRequest) throws(ResponseError) {
    let key = defaultModel
    if case .failed(let failure, _) = models[key] { throw ResponseError(.requestFailed, failure.reason) }
    loadModel(key)
    unanswered[request.id] = .sweep
    guard models[key]?.loaded != nil, sweepDue == nil || parameters.previousResultIds.isEmpty else {
      heldSweeps.append(request)
      return
    }
    let sweep = WorkspaceSweep(
      id: request.id, previous: previous(parameters),
      token: parameters.partialResultToken.flatMap { $0.isNull ? nil : $0 },
      folders: settings.workspaceFolders.compactMap(Document.path), open: Set(documents.values.compactMap(\.path)),
      editor: settings, projects: projects, configuration: configuration, models: models.compactMapValues(\.loaded),
      generation: generation, encoding: encoding, showsRelated: showsRelated, known: knownReports)
    sweeps[request.id] = sweep.stop
    worker.sweep(sweep, connection)
  }

  private func previous(_ parameters: WorkspaceDiagnosticRequest) -> [FilePath: (uri: String, resultId: String)] {
    var previous: [FilePath: (uri: String, resultId: String)] = [:]
    for last in parameters.previousResultIds {
      if let path = Document.path(ofURI: last.uri) { previous[path] = (last.uri, last.value) }
    }
    return previous
  }

  /// The model is there, or will not be: those who waited for it are answered.
  mutating func startHeldSweeps() {
    let held = heldSweeps
    heldSweeps = []
    for request in held where unanswered[request.id] != nil {
      unanswered[request.id] = nil
      handle(request)
    }
  }

  /// Has models loaded for files that could not be read without; the client is to ask again once they are there.
  mutating func loadForSweeps(_ missing: Set<ModelKey>) {
    guard phase == .running else { return }
    sweptModels.formUnion(missing)
    for key in missing { loadModel(key) }
  }

  /// Nobody waits for the reports of a request any more.
  mutating func stopSweep(_ id: RequestID) {
    sweeps.removeValue(forKey: id)?.cancel()
    heldSweeps.removeAll { $0.id == id }
  }

  /// All files are read. Clients ask again at once: where nothing was new, looking again waits, so that it takes no more than a
  /// twentieth of a core.
  mutating func finishSweep(_ id: RequestID, _ rest: [DocumentDiagnosticReport], _ idleNanoseconds: UInt64?) {
    sweepDue = idleNanoseconds.map { DispatchTime.now() + .nanoseconds(Int(min(20 * $0, 10_000_000_000))) }
    guard sweeps.removeValue(forKey: id) != nil, unanswered[id] != nil else { return }
    unanswered[id] = nil
    connection.send { .response(id, result: WorkspaceDiagnosticReport(rest).text) }
    logTrace("Answered \(id.json).")
  }
}

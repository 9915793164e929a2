import Dispatch
import Files
import JSON
import JSONRPC
import LanguageServerProtocol
import SentimentAnalysis
import Tensors

extension Session {
  /// Starts to read the files of the open folders, once the default model is ready.
  mutating func sweep(_ id: RequestID, _ parameters: WorkspaceDiagnosticRequest) throws(ResponseError) {
    let key = settings.defaultModel
    try requireModel(key)
    guard models.isReady(key), sweeps.due == nil || parameters.previousResultIds.isEmpty,
      let cancellation = pending.start(id)
    else { return }
    let sweep = WorkspaceSweep(
      id: id, parameters, folders: settings.editor.workspaces,
      open: Set(documents.all.compactMap(\.path)), editor: settings.editor, projects: settings.projects,
      patterns: settings.patterns,
      configuration: configuration, models: models.loaded, generation: models.generation, client: client,
      known: sweeps.knownReports, cancellation: cancellation)
    worker.read(sweep, client.connection)
  }

  /// Starts the sweeps that wait for a model or for their time.
  mutating func startWaitingSweeps() {
    for entry in pending.waiting(where: { if case .workspaceDiagnostics = $0 { true } else { false } }) {
      guard case .workspaceDiagnostics(let parameters) = entry.wait else { continue }
      do { try sweep(entry.id, parameters) } catch { finish(entry.id, .failure(error)) }
    }
  }

  /// Loads the models that files of the workspace need. Once they are loaded, the client is asked to request again.
  mutating func loadForWorkspace(_ missing: Set<ModelKey>) {
    guard phase == .running else { return }
    models.workspaceModels.formUnion(missing)
    for key in missing { loadModel(key) }
  }

  /// Sends the rest of the diagnostics. Clients request again at once: where nothing is new, the next sweep waits, so that it
  /// takes at most a twentieth of a core.
  mutating func finish(_ sweep: WorkspaceSweep, _ reports: [DocumentDiagnosticReport], _ idleNanoseconds: UInt64?) {
    sweeps.due = idleNanoseconds.map { DispatchTime.now() + .nanoseconds(Int(min(20 * $0, 10_000_000_000))) }
    guard !sweep.cancellation.isCancelled, pending.remove(sweep.id) != nil else { return }
    client.connection.send { .response(sweep.id, result: WorkspaceDiagnosticReport(reports).text) }
    client.logTrace("Answered \(sweep.id.json).")
  }
}

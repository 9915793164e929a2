import Dispatch
import JSONRPC
import LanguageServerProtocol
import Logging
import SentimentAnalysis
import Tensors

extension Session {
  /// Starts to load a model, unless that was tried before.
  mutating func loadModel(_ key: ModelKey) {
    guard settings.due == nil, models.startLoading(key, signature: configuration.modelSignature(key)) else { return }
    worker.load(key, configuration.loadModel)
  }

  /// Starts to load the model of a request.
  ///
  /// - Throws: where loading it failed.
  mutating func requireModel(_ key: ModelKey) throws(ResponseError) {
    if let failure = models[key]?.failure { throw ResponseError(.requestFailed, failure.reason) }
    loadModel(key)
  }

  /// Loads models again, failed ones too.
  mutating func reloadModels(where matches: (ModelKey) -> Bool = { _ in true }) {
    for key in models.startReloading(where: matches, signature: configuration.modelSignature) {
      worker.load(key, configuration.loadModel)
    }
  }

  mutating func store(_ result: Result<LoadedModel, LoadingFailure>, for key: ModelKey) {
    let outcome = models.store(result, for: key)
    documents.unblock()
    switch outcome {
    case nil: return
    case .loaded(let model, let isReplacement):
      startCounterfactuals(with: key)
      startWaitingSweeps()
      if models.workspaceModels.contains(key), client.refreshesDiagnostics {
        client.request(Method.diagnosticRefresh, nil)
      }
      client.log(.info, "Loaded the model \(model.name), \(model.compute), \(model.context.threads) threads.")
      for warning in model.warnings { client.log(.warning, "The model \(model.name): \(warning)") }
      pending.classifications.clearCache()
      if isReplacement || hasSkippedReviews(of: key) { readAllAgain() }
    case .keptPrevious(let failure):
      startCounterfactuals(with: key)
      startWaitingSweeps()
      client.showProblem(
        .error, "The model could not be reloaded; the previous one stays in use: \(failure.reason)")
    case .failed(let failure):
      client.showProblem(.error, "The model could not be loaded: \(failure.reason)")
      let waiting = pending.waiting { $0.counterfactualModel == key }.map(\.id)
      for id in pending.classifications.ids(needing: key) + waiting {
        finish(id, .failure(ResponseError(.requestFailed, failure.reason)))
      }
      startWaitingSweeps()
      for uri in documents.uris { skipUnreadable(uri) }
    }
  }

  /// Whether documents have reviews that were skipped because this model could not be loaded.
  private func hasSkippedReviews(of key: ModelKey) -> Bool {
    documents.all.contains {
      $0.queuedCount == 0 && $0.table.models.contains(key) && $0.verdicts.contains { $0 == nil }
    }
  }

  /// Has the models read a document again.
  mutating func recheck(_ uri: ExactString) {
    documents.update(uri) {
      $0.recheckCount += 1
      $0.readsAnyText = true
    }
    beginEdition(of: uri, due: .now(), byClient: false)
  }

  /// Has the models read all documents again; verdicts so far are outdated.
  mutating func readAllAgain() {
    models.generation += 1
    for uri in documents.uris { beginEdition(of: uri, due: .now(), byClient: false) }
  }

  /// Uses the settings and models that have changed on the disk.
  mutating func checkFiles() {
    if settings.refresh() { applySettings() }
    for key in models.changedOnDisk(signature: configuration.modelSignature) {
      client.log(.info, "The files of the model \(key.name ?? "default") have changed. It is loaded again.")
      reloadModels { $0 == key }
    }
    dropUnusedModels()
  }

  private mutating func dropUnusedModels() {
    guard phase == .running, documents.all.allSatisfy(\.isFound), pending.isEmpty, batches.running.isEmpty else {
      return
    }
    models.removeAll(
      except: Set(documents.all.flatMap(\.table.models) + ModelKey.all(of: settings.general))
        .union(models.workspaceModels))
  }
}

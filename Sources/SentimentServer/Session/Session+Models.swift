import Dispatch
import JSON
import JSONRPC
import LanguageServerProtocol
import Logging
import Reviews
import SentimentAnalysis

/// What there is of a model.
enum ModelState {
  /// One that was there before is used again where the new one cannot be had.
  case loading(previous: LoadedModel?, signature: String?)
  case ready(LoadedModel, signature: String?)
  case failed(LoadingFailure, signature: String?)

  var loaded: LoadedModel? { if case .ready(let model, _) = self { model } else { nil } }
  var failure: LoadingFailure? { if case .failed(let failure, _) = self { failure } else { nil } }
}

extension Session {
  /// The model of requests and documents that no setting gives another.
  var defaultModel: ModelKey { ModelKey(settings.forNoFile(configuration), for: "") }

  /// Starts loading a model, unless that was tried before.
  mutating func loadModel(_ key: ModelKey) {
    guard models[key] == nil, settings.due == nil else { return }
    models[key] = .loading(previous: nil, signature: configuration.modelSignature(key))
    worker.load(key, configuration.loadModel)
  }

  /// Loads models anew, those that could not be loaded, too.
  mutating func reloadModels(where isMeant: (ModelKey) -> Bool = { _ in true }) {
    for (key, state) in models where isMeant(key) {
      if case .loading = state { continue }
      models[key] = .loading(previous: state.loaded, signature: configuration.modelSignature(key))
      worker.load(key, configuration.loadModel)
    }
  }

  mutating func takeModel(_ key: ModelKey, _ result: Result<LoadedModel, LoadingFailure>) {
    guard case .loading(let previous, let signature) = models[key] else { return }
    switch result {
    case .success(let loaded):
      models[key] = .ready(loaded, signature: signature)
      startSearches(with: key)
      startHeldSweeps()
      if sweptModels.contains(key), client.workspace?.diagnostics?.refreshSupport == true {
        ask(Method.diagnosticRefresh, nil)
      }
      log(.info, "Loaded the model \(loaded.name), \(loaded.compute), \(loaded.threads) threads.")
      for warning in loaded.warnings { log(.warning, "The model \(loaded.name): \(warning)") }
      // What could not be read for want of it, or was read by the one before, is to be read.
      let isAnother = previous != nil
      requests.forgetResults()
      if isAnother || isGivenUp(key) { renewAll() }
    case .failure(let failure):
      if let previous {
        models[key] = .ready(previous, signature: signature)
        startSearches(with: key)
        startHeldSweeps()
        tell(.error, "The model could not be loaded anew, the one before is kept: \(failure.reason)")
        return
      }
      models[key] = .failed(failure, signature: signature)
      tell(.error, "The model could not be loaded: \(failure.reason)")
      for id in requests.ids(needing: key) where requests.remove(id) {
        reply(to: id, .failure(ResponseError(.requestFailed, failure.reason)))
      }
      for (id, _) in searches.removeValue(forKey: key) ?? [] where unanswered[id] != nil {
        reply(to: id, .failure(ResponseError(.requestFailed, failure.reason)))
      }
      startHeldSweeps()
      for uri in documents.keys { giveUpUnreadable(uri) }
    }
  }

  /// Whether reviews of documents were left aside since this model could not be loaded.
  private func isGivenUp(_ key: ModelKey) -> Bool {
    documents.values.contains {
      $0.unreadCount == 0 && $0.table.models.contains(key) && $0.verdicts.contains { $0 == nil }
    }
  }

  /// Has the models read a document again, or all.
  mutating func recheck(_ uri: ExactString?) {
    guard let uri else { return renewAll() }
    documents[uri]?.rechecks += 1
    if documents[uri] != nil { renew(uri, due: .now(), byClient: false) }
  }

  /// Everything said by models so far is outdated.
  private mutating func renewAll() {
    generation += 1
    for uri in documents.keys { renew(uri, due: .now(), byClient: false) }
  }

  /// Looks whether settings or models on the disk are others than before.
  mutating func lookForChanges() {
    if projects.refresh() { applySettings() }
    for (key, state) in models {
      let signature: String?
      switch state {
      case .loading: continue
      case .ready(_, let known), .failed(_, let known): signature = known
      }
      let current = configuration.modelSignature(key)
      // Once it has not changed between two looks, so that no half-written folder is read.
      if let current, current != signature, changedSignatures[key] == current {
        changedSignatures[key] = nil
        log(.info, "The model \(key.name ?? "default") has changed and is loaded anew.")
        reloadModels { $0 == key }
      } else {
        changedSignatures[key] = current == signature ? nil : current
      }
    }
    dropUnusedModels()
  }

  private mutating func dropUnusedModels() {
    guard phase == .running, documents.values.allSatisfy(\.isFound), requests.isEmpty, running.isEmpty,
      heldSweeps.isEmpty
    else { return }
    let used = Set(documents.values.flatMap(\.table.models) + ModelKey.all(of: settings.forNoFile(configuration)))
      .union(searches.keys).union(sweptModels)
    models = models.filter { used.contains($0.key) }
  }
}

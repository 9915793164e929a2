import Reviews
import SentimentAnalysis

/// The state of a model.
enum ModelState {
  /// If the new model can't be loaded, the previous one is used again.
  case loading(previous: LoadedModel?, signature: String?)
  case ready(LoadedModel, signature: String?)
  case failed(LoadingFailure, signature: String?)

  var loaded: LoadedModel? { if case .ready(let model, _) = self { model } else { nil } }
  var failure: LoadingFailure? { if case .failed(let failure, _) = self { failure } else { nil } }
  var isLoading: Bool { if case .loading = self { true } else { false } }

  /// The state of the model's files when loading began.
  fileprivate var signature: String? {
    switch self {
    case .loading(_, let signature), .ready(_, let signature), .failed(_, let signature): signature
    }
  }
}

/// The models by their keys: loading, ready or failed.
struct ModelStore {
  private(set) var states: [ModelKey: ModelState] = [:]
  /// Counts the reloads: verdicts of earlier generations are outdated.
  var generation = 0
  /// The models that files of the workspace need.
  var workspaceModels: Set<ModelKey> = []
  /// Signatures that differ from the loaded model's, seen once.
  private var changedSignatures: [ModelKey: String] = [:]

  subscript(key: ModelKey) -> ModelState? { states[key] }

  func isReady(_ key: ModelKey) -> Bool { states[key]?.loaded != nil }
  func hasFailed(_ key: ModelKey) -> Bool { states[key]?.failure != nil }

  var loaded: [ModelKey: LoadedModel] { states.compactMapValues(\.loaded) }

  /// Notes that a model is loading, unless it has a state already.
  ///
  /// - Returns: whether to load it.
  mutating func startLoading(_ key: ModelKey, signature: @autoclosure () -> String?) -> Bool {
    guard states[key] == nil else { return false }
    states[key] = .loading(previous: nil, signature: signature())
    return true
  }

  /// Notes that models are loading again, failed ones too.
  ///
  /// - Returns: the models to load.
  mutating func startReloading(where matches: (ModelKey) -> Bool, signature: (ModelKey) -> String?) -> [ModelKey] {
    let keys = states.filter { !$0.value.isLoading && matches($0.key) }.map(\.key)
    for key in keys { states[key] = .loading(previous: states[key]?.loaded, signature: signature(key)) }
    return keys
  }

  /// The result of loading a model.
  enum LoadingOutcome {
    case loaded(LoadedModel, isReplacement: Bool)
    case keptPrevious(LoadingFailure)
    case failed(LoadingFailure)
  }

  /// Stores a loaded model, or the failure to load it; nil where the model is not loading.
  mutating func store(_ result: Result<LoadedModel, LoadingFailure>, for key: ModelKey) -> LoadingOutcome? {
    guard case .loading(let previous, let signature) = states[key] else { return nil }
    switch (result, previous) {
    case (.success(let model), _):
      states[key] = .ready(model, signature: signature)
      return .loaded(model, isReplacement: previous != nil)
    case (.failure(let failure), let previous?):
      states[key] = .ready(previous, signature: signature)
      return .keptPrevious(failure)
    case (.failure(let failure), nil):
      states[key] = .failed(failure, signature: signature)
      return .failed(failure)
    }
  }

  /// The models whose files have changed since they were loaded and are the same as at the last look: a folder that is being
  /// written changes between two looks.
  mutating func changedOnDisk(signature: (ModelKey) -> String?) -> [ModelKey] {
    var changed: [ModelKey] = []
    for (key, state) in states where !state.isLoading {
      let current = signature(key)
      if let current, current != state.signature, changedSignatures[key] == current {
        changedSignatures[key] = nil
        changed.append(key)
      } else {
        changedSignatures[key] = current == state.signature ? nil : current
      }
    }
    return changed
  }

  /// Drops the models that nothing uses.
  mutating func removeAll(except used: Set<ModelKey>) { states = states.filter { used.contains($0.key) } }
}

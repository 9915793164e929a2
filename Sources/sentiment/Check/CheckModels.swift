import BERT
import Reviews
import SentimentAnalysis

/// The models of a check, each loaded when the first review needs it.
struct CheckModels {
  private let options: ClassifierOptions
  private let windows: Int?
  /// The label of `--fail-on`; nil if it names a polarity that every model has.
  private let label: String?
  private let flagsByDefault: Bool
  /// Nil for a model that failed to load.
  private var models: [ModelKey: SentimentModel?] = [:]

  init(_ options: ClassifierOptions, windows: Int?, failOn: String?) {
    (self.options, self.windows) = (options, windows)
    label = failOn.flatMap { $0 == "mixed" || Settings.ReportedPolarity(rawValue: $0) == nil ? $0 : nil }
    flagsByDefault = failOn == nil
  }

  /// Loads the model of the command line, so that its errors come before anything else.
  mutating func loadFirst(polarities: [String: Polarity]) throws {
    var settings = Settings()
    (settings.model, settings.polarities) = (options.models, polarities)
    let model = try load(ModelKey(settings, for: ""))
    try requireLabel(of: model)
  }

  /// Classifies and explains texts; nil if the model failed to load.
  ///
  /// - Parameters:
  ///   - isOnlyModel: whether no other model can have the label of `--fail-on`.
  ///   - report: receives the reason why a model failed to load, once.
  /// - Throws: `UnknownLabel` if the only model does not have the label of `--fail-on`.
  mutating func classify(
    _ texts: [String], by key: ModelKey, isOnlyModel: Bool, report: (String) -> Void
  ) throws(UnknownLabel) -> [Classification?] {
    guard let model = model(key, report) else { return texts.map { _ in nil } }
    if isOnlyModel { try requireLabel(of: model) }
    return model.classify(texts, .findings)
  }

  /// An error if no loaded model has the label of `--fail-on`.
  var unknownLabel: UnknownLabel? {
    let loaded = models.values.compactMap { $0 }
    guard let label, !loaded.isEmpty, !loaded.contains(where: { $0.finds(label) }) else { return nil }
    return UnknownLabel(label: label, known: Set(loaded.flatMap(\.labels)).sorted())
  }

  private func requireLabel(of model: SentimentModel) throws(UnknownLabel) {
    if let label, !model.finds(label) { throw UnknownLabel(label: label, known: model.labels) }
  }

  private mutating func model(_ key: ModelKey, _ report: (String) -> Void) -> SentimentModel? {
    if let known = models[key] { return known }
    models[key] = .some(nil)
    do { return try load(key) } catch {
      report("\(error)")
      return nil
    }
  }

  private mutating func load(_ key: ModelKey) throws(ModelError) -> SentimentModel {
    let model = try SentimentModel(
      named: key.names, compute: options.compute, threads: options.cores.threads, kernels: kernels,
      polarities: key.polarities, windows: windows)
    warn(model.warnings)
    if flagsByDefault, !model.canFlag {
      warn(
        "none of the model's labels (\(model.labels.joined(separator: ", "))) is known to be negative, so no review can be "
          + "flagged; set the negative label: --polarity \(model.problem == .regression ? "'<BOUND=negative'" : "LABEL=negative")"
      )
    }
    models[key] = model
    return model
  }
}

extension SentimentModel {
  /// Whether it has a label, or finds mixed texts.
  fileprivate func finds(_ label: String) -> Bool { labels.contains(label) || label == "mixed" && findsMixed(by: .all) }
}

/// The error that no model has the label of `--fail-on`.
struct UnknownLabel: Error, CustomStringConvertible {
  var label: String
  var known: [String]
  var description: String {
    "no label \"\(label)\" for --fail-on; the model's labels are \(known.joined(separator: ", "))"
  }
}

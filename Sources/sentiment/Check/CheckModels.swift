import BERT
import Reviews
import SentimentAnalysis

/// The models of a check, each loaded once, when the first review needs it.
struct CheckModels {
  private let options: ModelOptions
  /// The label that decides the exit code; nil where a side does.
  private let label: String?
  private let flagsByDefault: Bool
  /// Nil for those that cannot be loaded, which was told.
  private var models: [ModelKey: SentimentModel?] = [:]

  init(_ options: ModelOptions, failOn: String?) {
    self.options = options
    label = failOn.flatMap { Settings.ReportedPolarity(rawValue: $0) == nil ? $0 : nil }
    flagsByDefault = failOn == nil
  }

  /// Loads the model that the command line names, so that whatever is wrong with it is said before anything else.
  mutating func loadFirst(polarities: [String: Polarity]) throws {
    var settings = Settings()
    (settings.model, settings.polarities) = (options.model, polarities)
    let model = try load(ModelKey(settings, for: ""))
    try requireLabel(of: model)
  }

  /// Classifies and explains texts; nil where the model could not be loaded.
  ///
  /// - Parameters:
  ///   - isOnlyModel: whether no other model may have the label that is asked for.
  ///   - report: gets why a model cannot be loaded, the first time that it is needed.
  /// - Throws: `UnknownLabel` where the only model has no such label as is asked for.
  mutating func classify(
    _ texts: [String], by key: ModelKey, isOnlyModel: Bool, report: (String) -> Void
  ) throws(UnknownLabel) -> [Classification?] {
    guard let model = model(key, report) else { return texts.map { _ in nil } }
    if isOnlyModel { try requireLabel(of: model) }
    return model.classify(texts, .init(explain: true))
  }

  /// What is wrong with the label that is asked for, where none of several models has it.
  var unknownLabel: UnknownLabel? {
    let loaded = models.values.compactMap { $0 }
    guard let label, !loaded.isEmpty, !loaded.contains(where: { $0.labels.contains(label) }) else { return nil }
    return UnknownLabel(label: label, known: Set(loaded.flatMap(\.labels)).sorted())
  }

  private func requireLabel(of model: SentimentModel) throws(UnknownLabel) {
    if let label, !model.labels.contains(label) { throw UnknownLabel(label: label, known: model.labels) }
  }

  private mutating func model(_ key: ModelKey, _ tell: (String) -> Void) -> SentimentModel? {
    if let known = models[key] { return known }
    models[key] = .some(nil)
    do { return try load(key) } catch {
      tell("\(error)")
      return nil
    }
  }

  private mutating func load(_ key: ModelKey) throws(ModelError) -> SentimentModel {
    let model = try SentimentModel(
      named: key.name, compute: options.compute, threads: options.threads, polarities: key.polarities)
    warn(model.warnings)
    if flagsByDefault, !model.canFlag {
      warn(
        "none of the model's labels (\(model.labels.joined(separator: ", "))) is known to be negative, so nothing can be "
          + "flagged; say which are: --polarity \(model.problem == .regression ? "'<BOUND=negative'" : "LABEL=negative")"
      )
    }
    models[key] = model
    return model
  }
}

/// The label that decides the exit code is none of a model's.
struct UnknownLabel: Error, CustomStringConvertible {
  var label: String
  var known: [String]
  var description: String { "--fail-on \(label): the model's labels are \(known.joined(separator: ", "))" }
}

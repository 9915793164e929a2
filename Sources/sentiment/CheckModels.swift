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
  private var models: [Key: SentimentModel?] = [:]

  private struct Key: Hashable {
    var name: String?
    var polarities: [String: Polarity]
  }

  init(_ options: ModelOptions, failOn: String?) {
    self.options = options
    label = failOn.flatMap { Settings.Side(rawValue: $0) == nil ? $0 : nil }
    flagsByDefault = failOn == nil
  }

  /// Loads the model that the command line names, so that whatever is wrong with it is said before anything else.
  mutating func loadFirst(polarities: [String: Polarity]) throws {
    let model = try load(Key(name: options.model, polarities: polarities))
    try requireLabel(of: model)
  }

  /// Classifies and explains texts, each by the model that settings choose for it; nil where that could not be loaded.
  ///
  /// - Parameter tell: gets why a model cannot be loaded, the first time that it is needed.
  /// - Throws: `UnknownLabel` where the only model has no such label as is asked for.
  mutating func classify(
    _ texts: [String], _ settings: Settings, tell: (String) -> Void
  ) throws(UnknownLabel) -> [Classification?] {
    var results = [Classification?](repeating: nil, count: texts.count)
    let names = texts.map { options.model ?? settings.modelName(for: $0) }
    for name in Set(names) {
      guard let model = model(Key(name: name, polarities: settings.polarities), tell) else { continue }
      if settings.models.isEmpty { try requireLabel(of: model) }
      let indices = texts.indices.filter { names[$0] == name }
      let found = model.classify(indices.map { texts[$0] }, .init(explain: true))
      for (index, result) in zip(indices, found) { results[index] = result }
    }
    return results
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

  private mutating func model(_ key: Key, _ tell: (String) -> Void) -> SentimentModel? {
    if let known = models[key] { return known }
    models[key] = .some(nil)
    do { return try load(key) } catch {
      tell("\(error)")
      return nil
    }
  }

  private mutating func load(_ key: Key) throws(ModelError) -> SentimentModel {
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

import BERT
import SentimentAnalysis

extension FineTuning.Overrides {
  /// Stores the overrides in the configuration of the new model.
  func apply(
    to configuration: inout Configuration, folder: String, hasNewLabels: Bool
  ) throws -> ModelSettings {
    configuration.setDropout(hidden: hiddenDropout, attention: attentionDropout, classifier: classifierDropout)
    let limit = min(maxLength, configuration.maximumTokens)
    guard (headLength ?? 0) + (tailLength ?? 0) <= limit - 2, headLength != 0 || tailLength != 0 else {
      throw TrainingError(
        "--head-length and --tail-length must add up to 1 to \(limit - 2) tokens, the limit of a text")
    }
    // The calibration of the base belongs to its labels. It stays valid until validation texts allow a new one.
    var settings = hasNewLabels ? ModelSettings() : try ModelSettings(configuration, folder: folder)
    (settings.maxLength, settings.headLength, settings.tailLength) = (limit, headLength, tailLength)
    settings.windows = nil  // a training reads head and tail
    try settings.store(in: &configuration)
    return settings
  }

  /// Keeps some layers of the encoder. Quick explanations then use at most as many.
  ///
  /// - Throws: `TrainingError` if the model does not have such layers.
  func keepLayers(of model: inout SequenceClassifier, folder: String) throws {
    guard let layers else { return }
    let count = model.configuration.layerCount
    let names = layers.map { "\($0)" }.joined(separator: ",")
    guard !layers.isEmpty, layers.allSatisfy((0..<count).contains) else {
      throw TrainingError("--layers \(names): the model has \(count) layers, from 0 to \(count - 1)")
    }
    guard Set(layers).count == layers.count else {
      throw TrainingError("--layers \(names): names a layer twice; name each once")
    }
    guard model.configuration.modern == nil || layers.first == 0 else {
      throw TrainingError("--layers \(names): the first layer of this family has a form of its own; begin with 0")
    }
    var section = try ModelSettings(model.configuration, folder: folder)
    model.keepLayers(layers)
    guard let form = section.explanation, form.quickLayers > layers.count else { return }
    section.explanation?.quickLayers = layers.count
    try section.store(in: &model.configuration)
  }
}

extension FineTuning {
  /// The layers that are kept, for the model card and for a resumed training; none if all are.
  static func layerFacts(_ layers: [Int]?) -> [(name: String, value: String)] {
    guard let layers else { return [] }
    return [("layers", layers.map { "\($0)" }.joined(separator: ","))]
  }
}

public import Reviews

/// The identity of a loaded model: its name, and the polarities that settings give its labels.
public struct ModelKey: Sendable, Hashable {
  /// A folder, or a name in the Hugging Face cache; nil means the built-in model.
  public var name: String?
  /// The polarities of labels, overriding those of the labels' wording.
  public var polarities: [String: Polarity]

  /// The model that settings choose for a text.
  public init(_ settings: Settings, for text: String) {
    (name, polarities) = (settings.modelName(for: text), settings.polarities)
  }

  /// All models that settings can choose.
  public static func all(of settings: Settings) -> [ModelKey] {
    ([settings.model] + settings.models.values.map(Optional.some)).map { name in
      var key = ModelKey(settings, for: "")
      key.name = name
      return key
    }
  }
}

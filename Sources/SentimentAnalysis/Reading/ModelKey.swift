public import Reviews

/// A model with the polarities that settings give its labels.
public struct ModelKey: Sendable, Hashable {
  /// A folder, or a name in the Hugging Face cache; nil means the built-in one.
  public var name: String?
  /// The sides that labels stand on where their wording does not say it.
  public var polarities: [String: Polarity]

  /// The model that settings give a text.
  public init(_ settings: Settings, for text: String) {
    (name, polarities) = (settings.modelName(for: text), settings.polarities)
  }

  /// The models that settings give any text.
  public static func all(of settings: Settings) -> [ModelKey] {
    ([settings.model] + settings.models.values.map(Optional.some)).map { name in
      var key = ModelKey(settings, for: "")
      key.name = name
      return key
    }
  }
}

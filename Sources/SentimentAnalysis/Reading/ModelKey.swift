public import Reviews

/// The identity of a loaded model, or of several that classify together: the names, and the polarities that settings give the
/// labels.
public struct ModelKey: Sendable, Hashable {
  /// Folders, or names in the Hugging Face cache; empty means the built-in model.
  public var names: [String]
  /// The polarities of labels, overriding those of the labels' wording.
  public var polarities: [String: Polarity]

  /// The model that settings choose for a text.
  public init(_ settings: Settings, for text: String) {
    (names, polarities) = (settings.modelNames(for: text), settings.polarities)
  }

  /// The names in one line; nil means the built-in model.
  public var name: String? { names.isEmpty ? nil : names.joined(separator: " + ") }

  /// Whether several models classify together.
  public var isEnsemble: Bool { names.count > 1 }

  /// Whether it is the built-in model.
  public var isBuiltIn: Bool {
    names.isEmpty ? ModelLocation.isBuiltIn(nil) : names.allSatisfy { ModelLocation.isBuiltIn($0) }
  }

  /// All models that settings can choose.
  public static func all(of settings: Settings) -> [ModelKey] {
    ([settings.model] + settings.models.values.map { [$0] }).map { names in
      var key = ModelKey(settings, for: "")
      key.names = names
      return key
    }
  }
}

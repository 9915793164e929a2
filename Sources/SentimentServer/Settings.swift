public import JSON
public import SentimentAnalysis

/// What users can set, under `sentiment.*`.
public struct Settings: Sendable, Hashable {
  /// The model to load; nil means the built-in one.
  public var model: String?
  /// How long the document must rest after an edit before it is read, in milliseconds.
  public var debounce = 50

  /// The sides that labels stand on where their wording does not say it, or says it wrongly.
  public var polarities: [String: Polarity] = [:]

  private static let debounceLimits = 0...10_000

  /// The defaults.
  public init() {}

  /// Reads settings from an object with the keys of the schema, from the same nested under `sentiment`, or from one without
  /// the prefix. What cannot be used is left at its default and told to `warn`.
  init(_ json: JSONValue, warn: (String) -> Void) {
    guard let object = (json["sentiment"] ?? json).objectValue else {
      if json != .null { warn("The settings must be an object.") }
      return
    }
    for (key, value) in object {
      switch key.hasPrefix("sentiment.") ? String(key.dropFirst("sentiment.".count)) : key {
      case "model":
        model = value.stringValue
        if model == nil && value != .null { warn("The setting sentiment.model must be a string.") }
      case "debounce":
        if let number = value.intValue, Self.debounceLimits.contains(number) {
          debounce = number
        } else {
          warn("The setting sentiment.debounce must be a whole number in \(Self.debounceLimits).")
        }
      case "polarity":
        if let polarities = [String: Polarity](value) {
          self.polarities = polarities
        } else {
          warn("The setting sentiment.polarity must map labels to \(Polarity.names).")
        }
      default: warn("There is no setting sentiment.\(key).")
      }
    }
  }

  /// The JSON Schema of all settings: the one truth for every editor's documentation.
  public static var schema: JSONValue {
    [
      "$schema": "http://json-schema.org/draft-07/schema#",
      "title": "Settings of sentiment-lsp",
      "type": "object",
      "additionalProperties": false,
      "properties": [
        "sentiment.model": [
          "type": ["string", "null"],
          "default": nil,
          "description":
            "The model to load: a folder, or org/name[@revision] in the Hugging Face cache. Null means the built-in model.",
        ],
        "sentiment.debounce": [
          "type": "integer",
          "default": .integer(Int64(Settings().debounce)),
          "minimum": .integer(Int64(debounceLimits.lowerBound)),
          "maximum": .integer(Int64(debounceLimits.upperBound)),
          "description": "How long a document must rest after an edit before it is read, in milliseconds.",
        ],
        "sentiment.polarity": [
          "type": "object",
          "default": [:],
          "additionalProperties": ["enum": .array(Polarity.allCases.map { .string($0.rawValue) })],
          "description":
            "The side that each label of the model stands on, where its wording does not say it: {\"LABEL_0\": \"negative\"}. A model that gives a value takes bounds: {\"<2.5\": \"negative\"}.",
        ],
      ],
    ]
  }
}

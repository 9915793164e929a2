public import JSON

extension Settings {
  /// The JSON Schema of all settings: the one truth for every editor's documentation.
  ///
  /// An editor's settings are as the whole describes them, with `sentiment.` in front of every key; a `.sentiment.json` may
  /// as well have the bare keys of `#/definitions/projectFile`.
  public static let schema: JSONValue = {
    guard case .object(let members) = SettingKey.shape else { return [:] }
    func properties(_ property: (SettingShape.Member) -> (String, JSONValue)) -> JSONValue {
      .object(JSONObject(uniqueKeysWithValues: members.map(property)))
    }
    return [
      "$schema": "http://json-schema.org/draft-07/schema#",
      "title": "Settings of sentiment-lsp",
      "description": .string(precedence),
      "type": "object",
      "additionalProperties": false,
      "properties": properties { ("sentiment.\($0.name)", .object($0.schema)) },
      "definitions": [
        "projectFile": [
          "description": .string("A \(ProjectSettings.fileName)."),
          "type": "object",
          "additionalProperties": false,
          "properties": properties { ($0.name, ["$ref": .string("#/properties/sentiment.\($0.name)")]) },
        ]
      ],
    ]
  }()

  private static let precedence = """
    Later ones go before earlier ones: the defaults; the editor's settings; each .sentiment.json from the outermost folder \
    that a file lies in to the nearest; the patterns under sentiment.files, in the same order; the command line. Objects \
    are merged key by key, arrays replaced; null puts a default back. Relative paths and globs begin at the folder of the \
    .sentiment.json, or of the workspace.
    """
}

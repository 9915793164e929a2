import Files
import JSON

/// The values that a setting allows: the source of its JSON Schema, its validation and its error messages.
indirect enum SettingShape: Sendable {
  case boolean
  /// A non-empty string.
  case text
  case regularExpression
  /// The name of an encoding, in any of its spellings.
  case encoding
  case integer(ClosedRange<Int>)
  case number(ClosedRange<Double>)
  case choice([String])
  case either([SettingShape])
  case list(of: SettingShape)
  /// An object with arbitrary keys.
  case table(of: SettingShape)
  /// An object with these keys only.
  case object([Member])

  /// A key of an object.
  struct Member: Sendable {
    var name: String
    var shape: SettingShape
    var description: String
    /// The default, for a missing or null key; nil if it depends on other settings.
    var initial: JSONValue?
  }

  /// The maximum number of list elements and object keys. Without a limit, a file in a cloned folder could exhaust memory.
  static let maximumElements = 1000

  /// The maximum length of a text and of a key.
  static let maximumCharacters = 4096

  /// The maximum length of the texts of a list, or of the keys of an object, together. Globs and regular expressions take time
  /// by their length, for each file or review.
  static let maximumTotal = 1 << 16
}

extension SettingShape {
  /// The shape as JSON Schema, draft 07.
  var schema: JSONObject {
    switch self {
    case .boolean: ["type": "boolean"]
    case .text: ["type": "string", "minLength": 1, "maxLength": .integer(Int64(Self.maximumCharacters))]
    case .regularExpression:
      ["type": "string", "format": "regex", "maxLength": .integer(Int64(Self.maximumCharacters))]
    case .encoding: ["type": "string", "maxLength": 32, "examples": .array(TextEncoding.names.map { .string($0) })]
    case .integer(let range):
      [
        "type": "integer", "minimum": .integer(Int64(range.lowerBound)), "maximum": .integer(Int64(range.upperBound)),
      ]
    case .number(let range):
      ["type": "number", "minimum": .double(range.lowerBound), "maximum": .double(range.upperBound)]
    case .choice(let names): ["type": "string", "enum": .array(names.map { .string($0) })]
    case .either(let shapes): ["anyOf": .array(shapes.map { .object($0.schema) })]
    case .list(let element):
      ["type": "array", "maxItems": .integer(Int64(Self.maximumElements)), "items": .object(element.schema)]
    case .table(let value):
      [
        "type": "object", "maxProperties": .integer(Int64(Self.maximumElements)),
        "propertyNames": ["minLength": 1, "maxLength": .integer(Int64(Self.maximumCharacters))],
        "additionalProperties": .object(value.schema),
      ]
    case .object(let members):
      [
        "type": "object",
        "properties": .object(JSONObject(uniqueKeysWithValues: members.map { ($0.name, .object($0.schema)) })),
        "additionalProperties": false,
      ]
    }
  }

  /// A description of the allowed values, for messages.
  var expectation: String {
    switch self {
    case .boolean: "true or false"
    case .text: "a non-empty string"
    case .regularExpression: "a regular expression of at most \(Self.maximumCharacters) characters"
    case .encoding: "one of \(TextEncoding.names.joined(separator: ", "))"
    case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .number(let range): "a number from \(range.lowerBound) to \(range.upperBound)"
    case .choice(let names): "one of \(names.joined(separator: ", "))"
    case .either(let shapes): shapes.map(\.expectation).joined(separator: ", or ")
    case .list: "an array"
    case .table, .object: "an object"
    }
  }
}

extension SettingShape.Member {
  /// The schema of the shape, with description and default.
  var schema: JSONObject {
    var schema = shape.schema
    if let initial {
      schema["default"] = initial
      if initial.isNull, let type = schema["type"] { schema["type"] = [type, "null"] }
      if initial.isNull, let shapes = schema["anyOf"]?.arrayValue {
        schema["anyOf"] = .array(shapes + [["type": "null"]])
      }
    }
    schema["description"] = .string(description)
    return schema
  }
}

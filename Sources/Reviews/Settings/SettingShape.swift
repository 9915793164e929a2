import JSON

/// What a setting may hold. Its JSON Schema, the check of a value and what is said of a wrong one all come from here.
indirect enum SettingShape: Sendable {
  case boolean
  /// A string that is not empty.
  case text
  case regularExpression
  case integer(ClosedRange<Int>)
  case number(ClosedRange<Double>)
  case choice([String])
  case either([SettingShape])
  case list(of: SettingShape)
  /// An object with keys of the user's own.
  case table(of: SettingShape)
  /// An object with these keys and no other.
  case object([Member])

  /// A key of an object.
  struct Member: Sendable {
    var name: String
    var shape: SettingShape
    var description: String
    /// What holds where the key is missing or null; nil where that depends on something else.
    var initial: JSONValue?
  }

  /// The most elements of a list and keys of an object: a file of a folder that somebody cloned may hold any number.
  static let mostElements = 1000

  /// The longest text and the longest key.
  static let mostCharacters = 4096
}

extension SettingShape {
  /// As draft 07 of JSON Schema has it.
  var schema: JSONObject {
    switch self {
    case .boolean: ["type": "boolean"]
    case .text: ["type": "string", "minLength": 1, "maxLength": .integer(Int64(Self.mostCharacters))]
    case .regularExpression: ["type": "string", "format": "regex", "maxLength": .integer(Int64(Self.mostCharacters))]
    case .integer(let range):
      [
        "type": "integer", "minimum": .integer(Int64(range.lowerBound)), "maximum": .integer(Int64(range.upperBound)),
      ]
    case .number(let range):
      ["type": "number", "minimum": .double(range.lowerBound), "maximum": .double(range.upperBound)]
    case .choice(let names): ["type": "string", "enum": .array(names.map { .string($0) })]
    case .either(let shapes): ["anyOf": .array(shapes.map { .object($0.schema) })]
    case .list(let element):
      ["type": "array", "maxItems": .integer(Int64(Self.mostElements)), "items": .object(element.schema)]
    case .table(let value):
      [
        "type": "object", "maxProperties": .integer(Int64(Self.mostElements)),
        "propertyNames": ["minLength": 1, "maxLength": .integer(Int64(Self.mostCharacters))],
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

  /// What a value should be, as a complaint says it.
  var expectation: String {
    switch self {
    case .boolean: "true or false"
    case .text: "a string that is not empty"
    case .regularExpression: "a regular expression of at most \(Self.mostCharacters) characters"
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
  /// That of its shape with what it is for and its default.
  var schema: JSONObject {
    var schema = shape.schema
    if let initial {
      schema["default"] = initial
      if initial.isNull, let type = schema["type"] { schema["type"] = [type, "null"] }
    }
    schema["description"] = .string(description)
    return schema
  }
}

/// A JSON value (RFC 8259).
///
/// ```swift
/// let config = try JSONValue(parsing: #"{"hidden_size": 768, "labels": ["bad", "good"]}"#)
/// config["hidden_size"]?.intValue       // 768
/// config["labels"]?[1]?.stringValue     // "good"
/// ```
///
/// A 64-bit integer stays exact; any other number is a `Double`. Two values are equal if they have the same case and the
/// same Unicode scalars, number, elements or members; the order of an object's members does not matter. Parsing,
/// printing, comparing and hashing never recurse.
public enum JSONValue: Sendable {
  /// `null`.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// An integer from -2⁶³ to 2⁶³ − 1.
  case integer(Int64)
  /// An integer from 2⁶³ to 2⁶⁴ − 1; smaller ones are `integer`.
  case unsigned(UInt64)
  /// A number with a fraction or an exponent, `-0`, or an integer beyond 64 bits. Prints as `null` unless finite.
  case double(Double)
  /// A string of any Unicode scalars, U+0000 included.
  case string(String)
  /// An array.
  case array([JSONValue])
  /// An object.
  case object(JSONObject)
}

extension JSONValue {
  /// The value of a key; nil if this is not an object or lacks the key.
  public subscript(key: String) -> JSONValue? { objectValue?[key] }

  /// The element at an index; nil if this is not an array or the index is out of range.
  public subscript(index: Int) -> JSONValue? {
    guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
    return elements[index]
  }

  /// The string, if this is one.
  public var stringValue: String? {
    if case .string(let string) = self { string } else { nil }
  }

  /// The Boolean, if this is one.
  public var boolValue: Bool? {
    if case .bool(let bool) = self { bool } else { nil }
  }

  /// The number, if `Int` can represent it exactly: `3` and `3.0`, but neither `3.5` nor 2⁶³.
  public var intValue: Int? { exactInteger() }

  /// The number, if this is one; an integer beyond 2⁵³ is rounded to the nearest `Double`.
  public var doubleValue: Double? {
    switch self {
    case .integer(let integer): Double(integer)
    case .unsigned(let integer): Double(integer)
    case .double(let double): double
    default: nil
    }
  }

  /// The elements, if this is an array.
  public var arrayValue: [JSONValue]? {
    if case .array(let elements) = self { elements } else { nil }
  }

  /// The members, if this is an object.
  public var objectValue: JSONObject? {
    if case .object(let object) = self { object } else { nil }
  }

  /// Whether this is `null`.
  public var isNull: Bool {
    if case .null = self { true } else { false }
  }

  /// Creates the integer case for an integer of any width, or the nearest double beyond 64 bits.
  init(_ integer: some BinaryInteger) {
    if let signed = Int64(exactly: integer) {
      self = .integer(signed)
    } else if let unsigned = UInt64(exactly: integer) {
      self = .unsigned(unsigned)
    } else {
      self = .double(Double(integer))
    }
  }

  /// The number, if `Integer` can represent it exactly.
  func exactInteger<Integer: FixedWidthInteger>(as type: Integer.Type = Integer.self) -> Integer? {
    switch self {
    case .integer(let integer): Integer(exactly: integer)
    case .unsigned(let integer): Integer(exactly: integer)
    case .double(let double): Integer(exactly: double)
    default: nil
    }
  }

  /// The kind of this value for error messages.
  var kind: String {
    switch self {
    case .null: "null"
    case .bool: "a boolean"
    case .integer, .unsigned, .double: "a number"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }
}

/// Writes JSON text incrementally, for content too large to build as values first.
///
/// ```swift
/// var writer = JSONWriter()
/// writer.beginObject()
/// writer.key("line")
/// writer.integer(3)
/// writer.endObject()
/// writer.bytes     // {"line":3}
/// ```
///
/// The writer adds commas and colons. The caller must end each object and array and give each member of an object a key.
public struct JSONWriter: Sendable {
  /// The text written so far.
  public private(set) var bytes: [UInt8] = []
  private var needsComma = false

  /// Creates a writer without any text.
  public init() {}

  /// Begins an object.
  public mutating func beginObject() { begin(UInt8(ascii: "{")) }
  /// Ends the innermost object.
  public mutating func endObject() { end(UInt8(ascii: "}")) }
  /// Begins an array.
  public mutating func beginArray() { begin(UInt8(ascii: "[")) }
  /// Ends the innermost array.
  public mutating func endArray() { end(UInt8(ascii: "]")) }

  /// Writes the key of the next value without escaping it, so that it must need no escapes.
  public mutating func key(_ key: String) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    bytes += key.utf8
    bytes.append(UInt8(ascii: "\""))
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  /// Writes a string.
  public mutating func string(_ string: String) {
    separate()
    bytes.appendJSONString(string)
  }

  /// Writes an integer.
  public mutating func integer(_ integer: Int) {
    separate()
    if (0..<10).contains(integer) {
      bytes.append(UInt8(ascii: "0") + UInt8(integer))
    } else {
      bytes += integer.description.utf8
    }
  }

  /// Writes any value.
  public mutating func value(_ value: JSONValue) {
    separate()
    bytes += value.serialized().utf8
  }

  /// Writes a value that is already JSON text.
  public mutating func text(_ text: [UInt8]) {
    separate()
    bytes += text
  }

  private mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = true
  }

  private mutating func begin(_ bracket: UInt8) {
    separate()
    bytes.append(bracket)
    needsComma = false
  }

  private mutating func end(_ bracket: UInt8) {
    bytes.append(bracket)
    needsComma = true
  }
}

extension [UInt8] {
  /// Appends a string in quotes, with only quotes, backslashes and control characters escaped.
  mutating func appendJSONString(_ string: String) {
    append(UInt8(ascii: "\""))
    defer { append(UInt8(ascii: "\"")) }
    // Most strings need no escapes; a check and one copy are many times as fast as byte by byte.
    let bytes = Array(string.utf8)
    guard bytes.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }) else {
      self += bytes
      return
    }
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "\""): self += #"\""#.utf8
      case UInt8(ascii: "\\"): self += #"\\"#.utf8
      case UInt8(ascii: "\n"): self += #"\n"#.utf8
      case UInt8(ascii: "\r"): self += #"\r"#.utf8
      case UInt8(ascii: "\t"): self += #"\t"#.utf8
      case 0..<0x20: self += ((byte < 0x10 ? #"\u000"# : #"\u00"#) + String(byte, radix: 16)).utf8
      default: append(byte)
      }
    }
  }
}

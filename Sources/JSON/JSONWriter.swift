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
  /// Appends a string in quotes. Escapes quotes, backslashes, the characters that would move text in a terminal (control
  /// characters, line breaks and direction marks), and the bracket of `##[`, with which commands begin in GitHub's logs.
  mutating func appendJSONString(_ string: String) {
    append(UInt8(ascii: "\""))
    defer { append(UInt8(ascii: "\"")) }
    // Most strings need no escapes; a check and one copy are many times as fast as scalar by scalar. The last three bytes begin
    // direction marks and others.
    let bytes = Array(string.utf8)
    guard
      bytes.contains(where: {
        $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "#") || $0 == 0x7F
          || $0 == 0xC2 || $0 == 0xD8 || $0 == 0xE2
      })
    else {
      self += bytes
      return
    }
    var hashes = 0
    for scalar in string.unicodeScalars {
      defer { hashes = scalar == "#" ? hashes + 1 : 0 }
      switch scalar.value {
      case 0x5B where hashes >= 2: self += #"\u005b"#.utf8
      case 0x22: self += #"\""#.utf8
      case 0x5C: self += #"\\"#.utf8
      case 0x0A: self += #"\n"#.utf8
      case 0x0D: self += #"\r"#.utf8
      case 0x09: self += #"\t"#.utf8
      case 0..<0x20, 0x7F..<0xA0, 0x61C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069:
        let digits = String(scalar.value, radix: 16)
        self += "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8
      default: self += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
      }
    }
  }
}

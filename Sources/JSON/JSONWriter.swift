/// Writes JSON text as it goes, for what is too much to be built as values first.
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
/// Commas and colons are put where they belong; that what is begun is ended, and that keys stand in objects, is the caller's
/// to see to.
public struct JSONWriter: Sendable {
  /// What is written so far.
  public private(set) var bytes: [UInt8] = []
  private var needsComma = false

  /// Nothing is written yet.
  public init() {}

  /// Begins an object.
  public mutating func beginObject() { begin(UInt8(ascii: "{")) }
  /// Ends the object begun last.
  public mutating func endObject() { end(UInt8(ascii: "}")) }
  /// Begins an array.
  public mutating func beginArray() { begin(UInt8(ascii: "[")) }
  /// Ends the array begun last.
  public mutating func endArray() { end(UInt8(ascii: "]")) }

  /// The key of the value that follows; it is written as it is, and so must need no escapes.
  public mutating func key(_ key: String) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    bytes += key.utf8
    bytes.append(UInt8(ascii: "\""))
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  /// A string.
  public mutating func string(_ string: String) {
    separate()
    bytes.appendJSONString(string)
  }

  /// A whole number.
  public mutating func integer(_ integer: Int) {
    separate()
    if (0..<10).contains(integer) {
      bytes.append(UInt8(ascii: "0") + UInt8(integer))
    } else {
      bytes += integer.description.utf8
    }
  }

  /// Any value.
  public mutating func value(_ value: JSONValue) {
    separate()
    bytes += value.serialized().utf8
  }

  /// A value that is JSON text already.
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
    // Most strings need no escapes: looking for some and copying all at once is many times as fast as byte by byte.
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

// json-c parses but does not write JSON here: it takes keys as C strings, which end at U+0000, counts bytes in 32 bits,
// recurses for every level of nesting, and would need a second copy of the value.

extension JSONValue {
  /// The value as JSON text: compact, or indented by two spaces.
  ///
  /// Keeps the order of members. Doubles have the fewest digits that parse as the same double; NaN and the infinities
  /// become `null`. Escapes only quotes, backslashes and characters that move text, such as control characters.
  /// `JSONValue(parsing:)` parses an equal value from it, unless it nests deeper than `Limits.maximumDepth`.
  public func serialized(pretty: Bool = false) -> String {
    var printer = Printer(isPretty: pretty)
    printer.print(self)
    return String(decoding: printer.output, as: UTF8.self)
  }

  /// The value as the content of a file: indented, with a final line end.
  public var fileBytes: [UInt8] { Array((serialized(pretty: true) + "\n").utf8) }
}

extension JSONValue: CustomStringConvertible {
  /// The value as compact JSON text.
  public var description: String { serialized() }
}

/// Prints values without recursion.
private struct Printer {
  let isPretty: Bool
  var output: [UInt8] = []
  private var open: [Open] = []

  init(isPretty: Bool) { self.isPretty = isPretty }

  /// A container that is not complete yet.
  private enum Open {
    case array([JSONValue], next: Int)
    case object(JSONObject, next: Int)
  }

  mutating func print(_ root: JSONValue) {
    printScalarOrOpening(root)
    while let container = open.popLast() {
      switch container {
      case .array(let elements, let next):
        guard next < elements.count else {
          close("]")
          continue
        }
        open.append(.array(elements, next: next + 1))
        separate(isFirst: next == 0)
        printScalarOrOpening(elements[next])
      case .object(let object, let next):
        guard next < object.count else {
          close("}")
          continue
        }
        open.append(.object(object, next: next + 1))
        separate(isFirst: next == 0)
        let (key, value) = object[next]
        output.appendJSONString(key)
        output += (isPretty ? ": " : ":").utf8
        printScalarOrOpening(value)
      }
    }
  }

  private mutating func printScalarOrOpening(_ value: JSONValue) {
    switch value {
    case .null: output += "null".utf8
    case .bool(let bool): output += (bool ? "true" : "false").utf8
    case .integer(let integer): output += integer.description.utf8
    case .unsigned(let integer): output += integer.description.utf8
    case .double(let double): output += (double.isFinite ? double.description : "null").utf8
    case .string(let string): output.appendJSONString(string)
    case .array(let elements) where elements.isEmpty: output += "[]".utf8
    case .object(let object) where object.isEmpty: output += "{}".utf8
    case .array(let elements):
      output += "[".utf8
      open.append(.array(elements, next: 0))
    case .object(let object):
      output += "{".utf8
      open.append(.object(object, next: 0))
    }
  }

  private mutating func separate(isFirst: Bool) {
    if !isFirst { output.append(UInt8(ascii: ",")) }
    startLine()
  }

  private mutating func close(_ bracket: String) {
    startLine()
    output += bracket.utf8
  }

  private mutating func startLine() {
    guard isPretty else { return }
    output.append(UInt8(ascii: "\n"))
    output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * open.count))
  }
}

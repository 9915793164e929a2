/// One pass over a text that throws at the first byte where it is not JSON by RFC 8259.
///
/// The scan keeps no values: json-c reads those, from `repairedText()`. It does not recurse: nesting costs no stack.
struct StrictScan {
  /// The text, then a NUL, which no rule accepts, so that looking ahead needs no check.
  let bytes: [UInt8]
  /// Where the text begins, behind a byte order mark, and where it ends.
  let start: Int
  let end: Int
  var position: Int
  /// The members of all objects so far.
  var memberCount = 0
  /// What json-c would misread, in the order of the text.
  var repairs: [Repair] = []
  var keysHoldNUL = false

  private let limits: JSONValue.Limits
  private var open: [Container] = []
  private var containerCount = 0
  /// The keys of every open object so far, where duplicates are looked for.
  private var openKeys: [Set<ExactKey>] = []
  private let findsDuplicates: Bool

  private enum Container { case array, object }

  init(_ text: some Collection<UInt8>, limits: JSONValue.Limits, findsDuplicates: Bool = false) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count + 1)
    bytes.append(contentsOf: text)
    end = bytes.count
    bytes.append(0)
    start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    position = start
    self.bytes = bytes
    self.limits = limits
    self.findsDuplicates = findsDuplicates
  }

  mutating func run() throws(JSONError) {
    repeat { try scanValueOrOpening() } while try !scanToNextValue()
  }

  /// Takes a scalar, an empty container, or the beginning of a container up to its first value.
  private mutating func scanValueOrOpening() throws(JSONError) {
    while true {
      skipWhitespace()
      switch bytes[position] {
      case UInt8(ascii: "\""): return try scanString(isKey: false)
      case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try scanNumber()
      case UInt8(ascii: "t"): return try scanWord("true")
      case UInt8(ascii: "f"): return try scanWord("false")
      case UInt8(ascii: "n"): return try scanWord("null")
      case UInt8(ascii: "["):
        try enter(.array)
        if bytes[position] == UInt8(ascii: "]") { return leave() }
      case UInt8(ascii: "{"):
        try enter(.object)
        if bytes[position] == UInt8(ascii: "}") { return leave() }
        try scanKey()
      default: throw missingValue()
      }
    }
  }

  /// Goes on after a value: closes what ends here, and stops before the next value or, with true, at the end of the text.
  private mutating func scanToNextValue() throws(JSONError) -> Bool {
    while true {
      skipWhitespace()
      switch (open.last, bytes[position]) {
      case (nil, _):
        guard position == end else { throw failure("expected the end of the text after the value, found \(found())") }
        return true
      case (.array, UInt8(ascii: "]")), (.object, UInt8(ascii: "}")): leave()
      case (.array, UInt8(ascii: ",")):
        position += 1
        return false
      case (.object, UInt8(ascii: ",")):
        position += 1
        skipWhitespace()
        try scanKey()
        return false
      case (.array, _): throw failure("expected ',' or ']' after a value, found \(found())")
      case (.object, _): throw failure("expected ',' or '}' after a value, found \(found())")
      }
    }
  }

  private mutating func scanKey() throws(JSONError) {
    guard bytes[position] == UInt8(ascii: "\"") else { throw missingKey() }
    let keyStart = position
    try scanString(isKey: true)
    memberCount += 1
    try noteKey(keyStart..<position)
    skipWhitespace()
    guard bytes[position] == UInt8(ascii: ":") else { throw failure("expected ':' after a key, found \(found())") }
    position += 1
  }

  private mutating func noteKey(_ literal: Range<Int>) throws(JSONError) {
    guard findsDuplicates else { return }
    let key: String
    if bytes[literal].contains(UInt8(ascii: "\\")) {
      key = try JSONValue(parsing: bytes[literal]).stringValue ?? ""
    } else {
      key = String(decoding: bytes[literal].dropFirst().dropLast(), as: UTF8.self)
    }
    let last = openKeys.count - 1
    if openKeys[last].insert(ExactKey(text: key)).inserted { return }
    let quoted = JSONValue.string(key).serialized()
    throw failure("the key \(quoted) occurs twice in one object; keep one of them", at: literal.lowerBound)
  }

  private mutating func enter(_ container: Container) throws(JSONError) {
    guard open.count < limits.depth else {
      throw failure("arrays and objects are nested deeper than the \(limits.depth) levels allowed")
    }
    guard containerCount < limits.containers else {
      throw failure("the text has more than the \(limits.containers) arrays and objects allowed")
    }
    containerCount += 1
    open.append(container)
    if container == .object { openKeys.append([]) }
    position += 1
    skipWhitespace()
  }

  private mutating func leave() {
    if open.removeLast() == .object { openKeys.removeLast() }
    position += 1
  }

  private mutating func scanWord(_ word: StaticString) throws(JSONError) {
    let text = "\(word)"
    guard bytes[position...].starts(with: text.utf8) else { throw missingValue() }
    position += text.utf8.count
  }

  private mutating func skipWhitespace() {
    while true {
      switch bytes[position] {
      case 0x20, 0x0A, 0x0D, 0x09: position += 1
      default: return
      }
    }
  }
}

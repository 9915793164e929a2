/// Validates a text in one pass; throws at the first byte that is not JSON by RFC 8259.
///
/// The scan builds no values: json-c parses them from `repairedText()` or, for a text longer than a piece, by
/// `readingPlan`. The scan adds up the memory of all values and throws if it exceeds the limit. It does not recurse.
struct StrictScan {
  /// The text and a NUL, which no rule accepts, so that looking ahead needs no bounds check.
  let bytes: [UInt8]
  /// The start of the text after a byte order mark, and its end.
  let start: Int
  let end: Int
  var position: Int
  /// The number of members of all objects so far.
  var memberCount = 0
  /// Repairs of places that json-c would misread, in text order; empty for a planned text.
  var repairs: [Repair] = []
  var keysContainNUL = false
  var readingPlan: ReadingPlan
  /// Whether the text is longer than a piece, so that `readingPlan` is needed.
  let isPlanning: Bool

  private let limits: JSONValue.Limits
  private var open: [Container] = []
  /// The remaining bytes of memory for values.
  private var memory: Int
  /// The keys of every open object so far, for the search for duplicates.
  private var openKeys: [(keys: [String], index: KeyIndex)] = []
  private let findsDuplicates: Bool

  private enum Container { case array, object }

  /// Creates a scan of a text; a uniquely referenced array is not copied.
  init(_ text: consuming [UInt8], limits: JSONValue.Limits, pieceSize: Int) {
    var bytes = consume text
    end = bytes.count
    bytes.reserveCapacity(end + 1)
    bytes.append(0)
    start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    position = start
    self.bytes = consume bytes
    self.limits = limits
    findsDuplicates = false
    isPlanning = end - start > pieceSize
    readingPlan = ReadingPlan(pieceSize: pieceSize)
    memory = limits.memory(forBytes: end)
  }

  /// Creates a second scan of a text, which throws at its duplicate key.
  init(forDuplicatesIn scan: StrictScan) {
    (bytes, start, end, position) = (scan.bytes, scan.start, scan.end, scan.start)
    (limits, memory) = (scan.limits, .max)
    findsDuplicates = true
    isPlanning = true
    readingPlan = ReadingPlan(pieceSize: .max)
  }

  mutating func run() throws(JSONError) {
    repeat { try scanValueOrOpening() } while try !scanToNextValue()
  }

  /// Counts the memory of values; throws if it exceeds the limit.
  private mutating func charge(_ bytes: Int) throws(JSONError) {
    memory -= bytes
    guard memory >= 0 else {
      throw failure(
        "the values up to here need more than \(limits.memory(forBytes: end)) bytes of memory, the limit for a text of "
          + "\(end) bytes; write fewer small values or split the text")
    }
  }

  private mutating func chargeString(from start: Int) throws(JSONError) {
    let length = position - start - 2
    if length > MemoryCost.inlineStringLimit { try charge(MemoryCost.longString + length) }
  }

  /// Scans a scalar, an empty container, or the start of a container up to its first value.
  private mutating func scanValueOrOpening() throws(JSONError) {
    while true {
      skipWhitespace()
      try charge(MemoryCost.value)
      switch bytes[position] {
      case UInt8(ascii: "\""):
        let start = position
        try scanString(isKey: false)
        try chargeString(from: start)
        if isPlanning { readingPlan.noteString(start..<position) }
        return
      case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try scanNumber()
      case UInt8(ascii: "t"): return try scanWord("true")
      case UInt8(ascii: "f"): return try scanWord("false")
      case UInt8(ascii: "n"): return try scanWord("null")
      case UInt8(ascii: "["):
        try enter(.array)
        if bytes[position] == UInt8(ascii: "]") { return try leave() }
        try charge(MemoryCost.array)
      case UInt8(ascii: "{"):
        try enter(.object)
        if bytes[position] == UInt8(ascii: "}") { return try leave() }
        try charge(MemoryCost.object)
        try scanKey()
      default: throw missingValue()
      }
    }
  }

  /// Scans from the end of a value to the start of the next, closing containers; returns true at the end of the text.
  private mutating func scanToNextValue() throws(JSONError) -> Bool {
    while true {
      if isPlanning { readingPlan.endValue(at: position) }
      skipWhitespace()
      switch (open.last, bytes[position]) {
      case (nil, _):
        guard position == end else { throw failure("expected the end of the text after the value, found \(found())") }
        return true
      case (.array, UInt8(ascii: "]")), (.object, UInt8(ascii: "}")): try leave()
      case (.array, UInt8(ascii: ",")):
        position += 1
        skipWhitespace()
        if isPlanning { readingPlan.beginChild(at: position) }
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
    if isPlanning { readingPlan.beginChild(at: position) }
    let start = position
    try scanString(isKey: true)
    let end = position
    memberCount += 1
    try charge(MemoryCost.key)
    try chargeString(from: start)
    if findsDuplicates { try noteKey(start..<end) }
    skipWhitespace()
    guard bytes[position] == UInt8(ascii: ":") else { throw failure("expected ':' after a key, found \(found())") }
    position += 1
    if isPlanning { readingPlan.endKey(at: end, valueAt: position) }
  }

  private mutating func noteKey(_ literal: Range<Int>) throws(JSONError) {
    let key: String
    if bytes[literal].contains(UInt8(ascii: "\\")) {
      key = try JSONValue(parsing: bytes[literal]).stringValue ?? ""
    } else {
      key = String(decoding: bytes[literal].dropFirst().dropLast(), as: UTF8.self)
    }
    let last = openKeys.count - 1
    openKeys[last].keys.append(key)
    if openKeys[last].index.insert(openKeys[last].keys.count - 1, of: openKeys[last].keys) { return }
    let quoted = JSONValue.string(key).serialized()
    throw failure("the key \(quoted) occurs twice in one object; keep one of them", at: literal.lowerBound)
  }

  private mutating func enter(_ container: Container) throws(JSONError) {
    guard open.count < limits.depth else {
      throw failure("arrays and objects are nested deeper than the \(limits.depth) levels allowed")
    }
    open.append(container)
    if isPlanning { readingPlan.open(isObject: container == .object, at: position) }
    if findsDuplicates, container == .object { openKeys.append(([], KeyIndex())) }
    position += 1
    skipWhitespace()
    if isPlanning, container == .array { readingPlan.beginChild(at: position) }
  }

  private mutating func leave() throws(JSONError) {
    if open.removeLast() == .object, findsDuplicates { openKeys.removeLast() }
    position += 1
    if isPlanning, readingPlan.close() { try charge(MemoryCost.plannedContainer) }
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

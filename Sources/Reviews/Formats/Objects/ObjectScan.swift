/// Scans JSON line by line for strings and the keys that they are under. JSON strings contain no line breaks, so an unclosed
/// string ends with its line.
struct ObjectScan {
  /// The content of a string, without its quotes.
  struct Text {
    var range: Range<Int>
    var hasEscapes: Bool
    /// The key that it is under, or the place in a list.
    var key: ObjectKeys.Index
  }

  private struct Container {
    var isObject: Bool
    /// The key of the object or list.
    var key: ObjectKeys.Index
    /// The number of elements before the current one.
    var position = 0
  }

  private let document: [UInt8]
  /// The keys of the document so far.
  private(set) var keys = ObjectKeys()
  private var line = 0..<0
  private var position = 0

  private var containers: [Container] = []
  private var objectCount = 0
  /// The last key, whose value comes next.
  private var key: ObjectKeys.Index?
  /// The last string, which is a key if a colon follows.
  private var lastString: Text?
  private var isInComment = false
  private var hasUnexpectedEnd = false
  /// Whether the line has an unclosed string.
  private(set) var hasOpenString = false

  /// - Parameter keys: the keys that an earlier scan of the document found.
  init(_ document: [UInt8], _ keys: ObjectKeys = ObjectKeys()) { (self.document, self.keys) = (document, keys) }

  /// Whether the line is empty, or contains only objects and arrays that end on it.
  var isWholeLine: Bool {
    let text = document.trimmed(line)
    guard let first = text.first.map({ document[$0] }) else { return true }
    return containers.isEmpty && !hasUnexpectedEnd && !hasOpenString
      && [UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "/"), UInt8(ascii: "#")].contains(first)
  }

  /// Moves to a line.
  mutating func begin(line: Range<Int>) {
    self.line = line
    position = line.lowerBound
    hasOpenString = false
    hasUnexpectedEnd = false
  }

  /// Discards all open objects, arrays and comments.
  mutating func reset() {
    containers.removeAll(keepingCapacity: true)
    objectCount = 0
    key = nil
    lastString = nil
    isInComment = false
  }

  /// The next string on the line that is a value.
  mutating func next() -> Text? {
    while position < line.upperBound {
      let byte = document[position]
      position += 1
      if isInComment {
        let isAfterStar = position >= line.lowerBound + 2 && document[position - 2] == UInt8(ascii: "*")
        isInComment = byte != UInt8(ascii: "/") || !isAfterStar
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): if let string = string(), let value = value(string) { return value }
      case UInt8(ascii: ":"):
        if let name = lastString { key = keys.index(of: name, in: document, under: containers.last?.key ?? keys.root) }
        lastString = nil
      case UInt8(ascii: "{"): begin(isObject: true)
      case UInt8(ascii: "["): begin(isObject: false)
      case UInt8(ascii: "}"): endObject()
      case UInt8(ascii: "]"): endList()
      case UInt8(ascii: ","): endElement()
      case UInt8(ascii: "#"): position = line.upperBound
      case UInt8(ascii: "/"): beginComment()
      default: break
      }
    }
    return nil
  }

  /// The string after the opening quote; nil if it is unclosed.
  private mutating func string() -> Text? {
    let (end, hasEscapes) = endOfString()
    guard end < line.upperBound else {
      position = line.upperBound
      hasOpenString = true
      (key, lastString) = (nil, nil)
      return nil
    }
    defer { position = end + 1 }
    return Text(range: position..<end, hasEscapes: hasEscapes, key: keys.root)
  }

  /// The position of the closing quote, or the end of the line.
  private func endOfString() -> (Int, hasEscapes: Bool) {
    let bytes = document.span
    let end = line.upperBound
    var hasEscapes = false
    var index = position
    while index < end {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\"") { return (index, hasEscapes) }
      if byte == UInt8(ascii: "\\") {
        hasEscapes = true
        index += 1
      }
      index += 1
    }
    return (end, hasEscapes)
  }

  /// The string that was just scanned, if it is a value. If no punctuation follows it, it is unclosed: its closing quote is the
  /// opening quote of the next string.
  private mutating func value(_ string: Text) -> Text? {
    var next = position
    while next < line.upperBound, document[next] <= 0x20 { next += 1 }
    let follower = next < line.upperBound ? document[next] : UInt8(ascii: ",")
    let isWhole = Self.followers.contains(follower)
    var string = string
    if let own = key {
      key = nil
      string.key = own
      return isWhole ? string : nil
    }
    lastString = string
    guard let list = containers.last, !list.isObject, isWhole else { return nil }
    string.key = keys.element(list.position, of: list.key)
    return string
  }

  private static let followers = Set(",}]/#".utf8)

  // MARK: - Containers

  private mutating func begin(isObject: Bool) {
    let own: ObjectKeys.Index
    if let key {
      own = key
    } else if let list = containers.last, !list.isObject {
      own = keys.element(list.position, of: list.key)
    } else {
      own = containers.last?.key ?? keys.root
    }
    containers.append(Container(isObject: isObject, key: isObject ? own : keys.list(own)))
    if isObject { objectCount += 1 }
    key = nil
  }

  private mutating func endElement() {
    (key, lastString) = (nil, nil)
    if let last = containers.indices.last { containers[last].position += 1 }
  }

  private mutating func endObject() {
    (key, lastString) = (nil, nil)
    hasUnexpectedEnd = hasUnexpectedEnd || objectCount == 0
    guard objectCount > 0 else { return }
    objectCount -= 1
    // Unclosed arrays end with the object.
    while let last = containers.popLast() {
      if last.isObject { return }
      hasUnexpectedEnd = true
    }
  }

  private mutating func endList() {
    (key, lastString) = (nil, nil)
    hasUnexpectedEnd = hasUnexpectedEnd || containers.count == objectCount
    guard containers.count > objectCount else { return }
    while let last = containers.popLast() {
      if !last.isObject { return }
      objectCount -= 1
      hasUnexpectedEnd = true
    }
  }

  private mutating func beginComment() {
    guard position < line.upperBound else { return }
    if document[position] == UInt8(ascii: "/") { position = line.upperBound }
    if position < line.upperBound, document[position] == UInt8(ascii: "*") {
      position += 1
      isInComment = true
    }
  }
}

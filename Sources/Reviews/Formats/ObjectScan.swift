/// Scans JSON line by line for the strings that are texts. JSON strings contain no line breaks, so an unclosed string ends with
/// its line.
struct ObjectScan {
  /// The content of a string, without its quotes.
  struct Text {
    var range: Range<Int>
    var hasEscapes: Bool
  }

  private enum Container {
    case object
    /// - Parameter ofTexts: whether the strings of the array are texts.
    case list(ofTexts: Bool)
  }

  private let document: [UInt8]
  private let keys: TextNames
  private var line = 0..<0
  private var position = 0

  private var containers: [Container] = []
  private var objectCount = 0
  /// The match of the last key, whose value comes next.
  private var key: TextNames.Match?
  /// The last string, which is a key if a colon follows.
  private var lastString: Text?
  private var isInComment = false
  private var hasUnexpectedEnd = false
  /// Whether the line has an unclosed string.
  private(set) var hasOpenString = false

  init(_ document: [UInt8], _ keys: TextNames) {
    self.document = document
    self.keys = keys
  }

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

  /// The next text on the line.
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
      case UInt8(ascii: "\""):
        if let string = string(), isText(string) { return string }
      case UInt8(ascii: ":"):
        key = lastString.map(match) ?? key
        lastString = nil
      case UInt8(ascii: "{"):
        containers.append(.object)
        objectCount += 1
        key = nil
      case UInt8(ascii: "["):
        containers.append(.list(ofTexts: beginsListOfTexts))
        key = nil
      case UInt8(ascii: "}"): endObject()
      case UInt8(ascii: "]"): endList()
      case UInt8(ascii: ","): (key, lastString) = (nil, nil)
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
    return Text(range: position..<end, hasEscapes: hasEscapes)
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

  /// Whether the string that was just scanned is a text, not a key or another value. If no punctuation follows it, it is
  /// unclosed: its closing quote is the opening quote of the next string.
  private mutating func isText(_ string: Text) -> Bool {
    var next = position
    while next < line.upperBound, document[next] <= 0x20 { next += 1 }
    let follower = next < line.upperBound ? document[next] : UInt8(ascii: ",")
    let isWhole = Self.followers.contains(follower)
    if let match = key {
      key = nil
      return match == .text && isWhole
    }
    lastString = string
    guard case .list(ofTexts: true) = containers.last else { return false }
    return isWhole
  }

  private static let followers = Set(",}]/#".utf8)

  private func match(_ string: Text) -> TextNames.Match {
    guard string.hasEscapes else { return keys.match(document, string.range) }
    let name = Array(Review(range: string.range, notation: .jsonEscapes).text(in: document).string.utf8)
    return keys.match(name, 0..<name.count)
  }

  /// Whether an array that begins here contains texts: by its key, or by the enclosing array. A top-level array does unless the
  /// user named keys.
  private var beginsListOfTexts: Bool {
    if let key { return key != .other }
    guard let container = containers.last else { return !keys.areGiven }
    if case .list(ofTexts: true) = container { return true }
    return false
  }

  private mutating func endObject() {
    (key, lastString) = (nil, nil)
    hasUnexpectedEnd = hasUnexpectedEnd || objectCount == 0
    guard objectCount > 0 else { return }
    objectCount -= 1
    // Unclosed arrays end with the object.
    while let last = containers.popLast() {
      if case .object = last { return }
      hasUnexpectedEnd = true
    }
  }

  private mutating func endList() {
    (key, lastString) = (nil, nil)
    hasUnexpectedEnd = hasUnexpectedEnd || containers.count == objectCount
    guard containers.count > objectCount else { return }
    while let last = containers.popLast() {
      if case .list = last { return }
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

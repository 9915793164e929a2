/// Goes through JSON line by line and finds the strings that hold texts. No string spans lines, so that one which is not
/// closed ends with its line.
struct ObjectScan {
  /// The inside of a string.
  struct Text {
    var range: Range<Int>
    var hasEscapes: Bool
  }

  private enum Container {
    case object
    /// Whether its strings are texts.
    case list(ofTexts: Bool)
  }

  private let document: [UInt8]
  private let keys: TextNames
  private var line = 0..<0
  private var position = 0

  private var containers: [Container] = []
  private var objectCount = 0
  /// The key, with its colon, that stands before what comes next: how it names texts.
  private var key: TextNames.Fit?
  /// What is a key if a colon follows.
  private var lastString: Text?
  private var isInComment = false
  private var hasUnexpectedEnd = false
  /// Whether a string of the line is not closed.
  private(set) var hasOpenString = false

  init(_ document: [UInt8], _ keys: TextNames) {
    self.document = document
    self.keys = keys
  }

  /// Whether the line holds nothing, or objects and lists that end on it.
  var isWholeLine: Bool {
    let text = document.trimmed(line)
    guard let first = text.first.map({ document[$0] }) else { return true }
    return containers.isEmpty && !hasUnexpectedEnd && !hasOpenString
      && [UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "/"), UInt8(ascii: "#")].contains(first)
  }

  /// Goes to a line.
  mutating func begin(line: Range<Int>) {
    self.line = line
    position = line.lowerBound
    hasOpenString = false
    hasUnexpectedEnd = false
  }

  /// Forgets what was begun.
  mutating func reset() {
    containers.removeAll(keepingCapacity: true)
    objectCount = 0
    key = nil
    lastString = nil
    isInComment = false
  }

  /// The next string on the line that holds a text.
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
        if let text = string(), isRead(text) { return text }
      case UInt8(ascii: ":"):
        key = lastString.map(fit) ?? key
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

  /// The string whose opening quote was passed; nil where it is not closed.
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

  /// Where the closing quote stands, or the line ends.
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

  /// Whether a string that was just passed is a text, not a key or another value. Where no mark follows it, its closing
  /// quote was the opening one of another string.
  private mutating func isRead(_ text: Text) -> Bool {
    var next = position
    while next < line.upperBound, document[next] <= 0x20 { next += 1 }
    let follower = next < line.upperBound ? document[next] : UInt8(ascii: ",")
    let isWhole = Self.followers.contains(follower)
    if let fit = key {
      key = nil
      return fit == .text && isWhole
    }
    lastString = text
    guard case .list(ofTexts: true) = containers.last else { return false }
    return isWhole
  }

  private static let followers = Set(",}]/#".utf8)

  /// How a key names texts.
  private func fit(_ string: Text) -> TextNames.Fit {
    guard string.hasEscapes else { return keys.fit(document, string.range) }
    let name = Array(Review(range: string.range, notation: .jsonEscapes).text(in: document).string.utf8)
    return keys.fit(name, 0..<name.count)
  }

  /// Whether a list that begins here holds texts: by its key, or by the list that it is in. One that is the whole document
  /// does, where no keys were named.
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
    // Lists that were not closed end with the object.
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

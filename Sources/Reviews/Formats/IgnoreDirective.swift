/// What a line of a document says about the reviews that are not to be read. It is one that begins, behind the marks of a
/// comment, with `sentiment:ignore`; white space or a colon and a reason may follow.
enum IgnoreDirective: String, CaseIterable {
  /// All reviews of the document.
  case file = "sentiment:ignore-file"
  /// All reviews from here on.
  case begin = "sentiment:ignore-begin"
  /// Up to here.
  case end = "sentiment:ignore-end"
  /// The next review.
  case next = "sentiment:ignore"

  /// The directive that a line holds.
  init?(_ bytes: [UInt8], _ line: Range<Int>) {
    let line = bytes.trimmed(line)
    var start = line.lowerBound
    if let mark = Self.marks.first(where: { bytes[start..<line.upperBound].starts(with: $0.utf8) }) {
      start += mark.utf8.count
      // `##`, `///` and `;;;` are marks, too.
      while start < line.upperBound, bytes[start] == bytes[start - 1] { start += 1 }
      start = bytes.trimmed(start..<line.upperBound).lowerBound
    }
    let text = bytes[start..<line.upperBound]
    guard let directive = Self.allCases.first(where: { text.starts(with: $0.rawValue.utf8) }) else { return nil }
    let rest = start + directive.rawValue.utf8.count..<line.upperBound
    let isApart =
      rest.isEmpty || bytes.lengthOfWhiteSpace(at: rest.lowerBound, before: rest.upperBound) > 0
      || Self.followers.contains { bytes[rest].starts(with: $0.utf8) }
    guard isApart else { return nil }
    self = directive
  }

  private static let marks = ["<!--", "//", "/*", "--", "#", ";", "%", "*"]
  /// A colon, the marks that end a comment, and the separators of a table whose other fields are empty.
  private static let followers = [":", "：", "*/", "-->", ",", ";"]

  /// Where `sentiment:ignore` stands in a document, which most do not hold: looked for in leaps of its length (Horspool).
  static func places(in bytes: [UInt8]) -> [Int] {
    let word = Array(next.rawValue.utf8)
    var leaps = [Int](repeating: word.count, count: 256)
    for (offset, byte) in word.dropLast().enumerated() { leaps[Int(byte)] = word.count - 1 - offset }
    var places: [Int] = []
    var start = 0
    let document = bytes.span
    while start + word.count <= document.count {
      let last = document[start + word.count - 1]
      if last == word[word.count - 1], bytes[start..<start + word.count].elementsEqual(word) { places.append(start) }
      start += leaps[Int(last)]
    }
    return places
  }
}

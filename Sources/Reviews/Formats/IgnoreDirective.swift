/// A line that skips reviews. It begins with `sentiment:ignore`, optionally after comment marks; white space or a colon and a
/// reason may follow.
enum IgnoreDirective: String, CaseIterable {
  /// Skips all reviews of the document.
  case file = "sentiment:ignore-file"
  /// Skips the reviews from here to `end`.
  case begin = "sentiment:ignore-begin"
  case end = "sentiment:ignore-end"
  /// Skips the next review.
  case next = "sentiment:ignore"

  /// The directive on a line; nil if the line is not a directive.
  init?(_ bytes: [UInt8], _ line: Range<Int>) {
    let line = bytes.trimmed(line)
    var start = line.lowerBound
    if let mark = Self.marks.first(where: { bytes[start..<line.upperBound].starts(with: $0.utf8) }) {
      start += mark.utf8.count
      // `##`, `///` and `;;;` are comment marks, too.
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
  /// A colon, the ends of comments, and the separators of a table row whose other fields are empty.
  private static let followers = [":", "：", "*/", "-->", ",", ";"]

  /// The offsets of `sentiment:ignore` in a document, by Horspool's search: most documents have none, and its jumps skip most
  /// bytes.
  static func offsets(in bytes: [UInt8]) -> [Int] {
    let word = Array(next.rawValue.utf8)
    var jumps = [Int](repeating: word.count, count: 256)
    for (offset, byte) in word.dropLast().enumerated() { jumps[Int(byte)] = word.count - 1 - offset }
    var offsets: [Int] = []
    var start = 0
    let document = bytes.span
    while start + word.count <= document.count {
      let last = document[start + word.count - 1]
      if last == word[word.count - 1], bytes[start..<start + word.count].elementsEqual(word) { offsets.append(start) }
      start += jumps[Int(last)]
    }
    return offsets
  }
}

extension ReviewCollector {
  /// Finds the reviews in JSON or JSON lines: the strings under text keys at any depth, and the strings in arrays under them.
  ///
  /// The scan relies on quotes and brackets alone, so that incomplete JSON, as while typing, loses only the string or line that
  /// is incomplete.
  mutating func readObjects(onePerLine: Bool) {
    let keys = TextNames(rules.columns.filter { Int($0) == nil })
    var scan = ObjectScan(document, keys)
    var number = 0
    for line in Lines(document) {
      number += 1
      if let directive = directive(in: line) {
        apply(directive)
        continue
      }
      scan.begin(line: line)
      while let string = scan.next() { add(string) }
      if scan.hasOpenString {
        report("the string that begins here has no closing quote; it is skipped.", line: number)
      } else if onePerLine, !scan.isWholeLine {
        report("the line is not a complete JSON object; only its complete strings are read.", line: number)
      }
      if onePerLine { scan.reset() }
    }
  }

  private mutating func add(_ string: ObjectScan.Text) {
    guard string.hasEscapes else { return add(document.trimmed(string.range)) }
    add(document.trimmedOfEscapes(string.range), .jsonEscapes)
  }
}

extension [UInt8] {
  /// The content of a JSON string without leading and trailing white space, whether escaped or literal.
  func trimmedOfEscapes(_ range: Range<Int>) -> Range<Int> {
    var rest = trimmed(range)
    while let (scalar, length) = jsonEscape(at: rest.lowerBound, before: rest.upperBound), scalar.isSpace {
      rest = trimmed(rest.lowerBound + length..<rest.upperBound)
    }
    while let length = lengthOfEscapedSpace(atEndOf: rest) {
      rest = trimmed(rest.lowerBound..<rest.upperBound - length)
    }
    return rest
  }

  private func lengthOfEscapedSpace(atEndOf range: Range<Int>) -> Int? {
    for length in [2, 6] where range.count >= length {
      let start = range.upperBound - length
      guard let (scalar, width) = jsonEscape(at: start, before: range.upperBound), width == length, scalar.isSpace
      else { continue }
      // After another backslash, this backslash is itself escaped and begins no escape.
      let backslashes = self[range.lowerBound..<start].reversed().prefix { $0 == UInt8(ascii: "\\") }
      if backslashes.count % 2 == 0 { return length }
    }
    return nil
  }
}

extension ReviewCollector {
  /// Finds the reviews in JSON, or in JSON lines: the strings under keys that name a text, at any depth, and those in lists
  /// under such keys.
  ///
  /// Goes by the marks alone, so that what is broken, as while someone types, costs no more than the string or the line
  /// that it is in.
  mutating func readObjects(oneALine: Bool) {
    let keys = TextNames(rules.columns.filter { Int($0) == nil })
    var scan = ObjectScan(document, keys)
    var number = 0
    for line in Lines(document) {
      number += 1
      if let directive = directive(in: line) {
        obey(directive)
        continue
      }
      scan.begin(line: line)
      while let string = scan.next() { add(string) }
      if scan.hasOpenString {
        report("a string that begins here has no closing quote; it is not read.", line: number)
      } else if oneALine, !scan.isWholeLine {
        report("this is no whole JSON object; what can be is read.", line: number)
      }
      if oneALine { scan.reset() }
    }
  }

  private mutating func add(_ string: ObjectScan.Text) {
    guard string.hasEscapes else { return add(document.trimmed(string.range)) }
    add(document.trimmedOfEscapes(string.range), .jsonEscapes)
  }
}

extension [UInt8] {
  /// The inside of a JSON string without the white space at its ends, be it written by escapes or not.
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
      // Of two backslashes the second one is itself escaped, and begins nothing.
      let backslashes = self[range.lowerBound..<start].reversed().prefix { $0 == UInt8(ascii: "\\") }
      if backslashes.count % 2 == 0 { return length }
    }
    return nil
  }
}

import JSON

extension ReviewCollector {
  /// Finds the reviews in JSON or JSON lines: the strings under the review keys at any depth, and the strings in lists under
  /// them. The keys are chosen first, from all strings of the document.
  ///
  /// The scan relies on quotes and brackets alone, so that incomplete JSON, as while typing, loses only the string or line that
  /// is incomplete.
  mutating func readObjects(onePerLine: Bool) {
    let strings = ObjectStrings(document, onePerLine: onePerLine)
    let fields = ObjectFields(strings, named: rules.columns.filter { Int($0) == nil })
    setFields(fields.fields)
    var scan = ObjectScan(document, strings.keys)
    var number = 0
    for line in Lines(document) {
      number += 1
      if let directive = directive(in: line) {
        apply(directive)
        continue
      }
      scan.begin(line: line)
      while let string = scan.next() { if fields.contains(string) { add(string) } }
      if scan.hasOpenString {
        report("the string that begins here has no closing quote; it is skipped.", line: number)
      } else if onePerLine, !scan.isWholeLine {
        report("the line is not a complete JSON object; only its complete strings are read.", line: number)
      }
      if onePerLine { scan.reset() }
    }
    if !onePerLine, found.reviews.isEmpty { reportInvalidJSON() }
  }

  private mutating func add(_ string: ObjectScan.Text) {
    guard string.hasEscapes else { return add(document.trimmed(string.range)) }
    add(document.trimmedOfEscapes(string.range), .jsonEscapes)
  }

  /// Reports that a document without reviews is not JSON, nor JSON lines.
  private mutating func reportInvalidJSON() {
    let document = document
    let line = Lines(document).lazy.map { document.trimmed($0) }.first { !$0.isEmpty }
    guard let line, document.count <= Self.maximumParsed else { return }
    do throws(JSONError) { _ = try JSONValue(parsing: document[...]) } catch {
      if (try? JSONValue(parsing: document[line])) != nil { return }
      let isPython = document[line].starts(with: "{'".utf8) || document[line].starts(with: "[{'".utf8)
      report(
        isPython
          ? "not JSON, but a Python dictionary: strings are in single quotes; write it with json.dumps."
          : "not JSON: \(error.reason), in column \(error.column).", line: error.line)
    }
  }

  private static let maximumParsed = 1 << 22
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

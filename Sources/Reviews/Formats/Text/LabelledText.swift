extension ReviewCollector {
  /// Reads plain text that has more than reviews on its lines: a table with tabs, records of `key: value`, or the labels of
  /// fastText.
  ///
  /// - Returns: whether the text is of such a kind.
  mutating func readLabelledText() -> Bool {
    let lines = sample
    guard lines.count > 1 || lines.contains(where: isFastText) else { return false }
    if lines.allSatisfy(isFastText) {
      readFastText()
    } else if hasTabs(lines) || DocumentFormat(tableIn: document) != nil {
      readTable(separator: "\t")
    } else if let key = reviewKey(lines) {
      readRecords(key)
    } else {
      return false
    }
    return true
  }

  /// The first lines that are neither empty nor directives.
  private var sample: [Range<Int>] {
    var lines: [Range<Int>] = []
    for line in Lines(document) {
      guard lines.count < 100, line.lowerBound < 1 << 16 else { break }
      if !document.trimmed(line).isEmpty, IgnoreDirective(document, line) == nil { lines.append(line) }
    }
    return lines
  }

  /// Calls `body` with the lines that are no directives, and applies these.
  private mutating func forEachLine(_ body: (inout ReviewCollector, Range<Int>) -> Void) {
    for line in Lines(document) {
      if let directive = directive(in: line) { apply(directive) } else { body(&self, document.trimmed(line)) }
    }
  }

  // MARK: - Tables

  /// Whether nearly all lines have the same number of tabs, at least one.
  private func hasTabs(_ lines: [Range<Int>]) -> Bool {
    let counts = Dictionary(grouping: lines) { line in document[document.trimmed(line)].count { $0 == 0x09 } }
    guard let most = counts.filter({ $0.key > 0 }).max(by: { $0.value.count < $1.value.count }) else { return false }
    return most.value.count * 10 >= lines.count * 9
  }

  // MARK: - fastText

  private static let label = Array("__label__".utf8)

  private func isFastText(_ line: Range<Int>) -> Bool { document[document.trimmed(line)].starts(with: Self.label) }

  /// Adds what follows the labels: `__label__negative __label__food The soup was cold`.
  private mutating func readFastText() {
    forEachLine { collector, line in
      var start = line.lowerBound
      while collector.document[start..<line.upperBound].starts(with: Self.label) {
        let rest = collector.document[start..<line.upperBound]
        start = rest.firstIndex { $0 <= 0x20 } ?? line.upperBound
        start = collector.document.trimmed(start..<line.upperBound).lowerBound
      }
      collector.add(start..<line.upperBound)
    }
  }

  // MARK: - Records

  /// The key that holds the reviews if nearly all lines are `key: value` and keys recur; nil otherwise.
  private func reviewKey(_ lines: [Range<Int>]) -> String? {
    var values: [String: FieldContent] = [:]
    var (keys, count) = ([String](), 0)
    for line in lines {
      guard let (key, value) = keyed(line) else { continue }
      count += 1
      if values[key] == nil { keys.append(key) }
      values[key, default: FieldContent()].add(String(decoding: document[value], as: UTF8.self))
    }
    // `Review 1: …` and `Review 2: …` are numbered texts, not keys.
    guard Set(keys.map { $0.filter { !$0.isNumber } }).count > 1, count * 10 >= lines.count * 9,
      count >= 2 * keys.count || keys.contains(where: TextNames.isCommon)
    else { return nil }
    let fields = keys.map { ReviewFields.Field(name: FieldName($0), content: values[$0] ?? FieldContent()) }
    guard fields.contains(where: { $0.name.role == .text }) else { return nil }
    return ReviewFields(fields).columns().first.map { keys[$0] }
  }

  /// The key and value of a line such as `review/text: The soup was cold`; nil for any other line.
  private func keyed(_ line: Range<Int>) -> (key: String, value: Range<Int>)? {
    let line = document.trimmed(line)
    guard let colon = document[line].prefix(60).firstIndex(of: UInt8(ascii: ":")) else { return nil }
    let key = String(decoding: document[line.lowerBound..<colon], as: UTF8.self)
    guard !key.isEmpty, key.split(separator: " ").count <= 3, !key.contains("//") else { return nil }
    return (key.lowercased(), document.trimmed(colon + 1..<line.upperBound))
  }

  private mutating func readRecords(_ key: String) {
    forEachLine { collector, line in
      if let (found, value) = collector.keyed(line), found == key { collector.add(value) }
    }
  }
}

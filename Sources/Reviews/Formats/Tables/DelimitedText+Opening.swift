extension DelimitedText {
  /// The beginning of a table.
  package struct Opening {
    /// The first record: the header, or a row.
    package var first: Record
    /// The records after it.
    package var rest: DelimitedText
    /// The lines above it that are no records, such as comments and titles.
    var skipped: [Range<Int>] = []
  }

  /// Finds the first record and the separator: the character that gives most rows the same number of fields above one. Excel's
  /// line `sep=;` names it. Comments (`# exported today`) and titles above the first record are skipped. Nil for an empty table.
  package func opening() -> Opening? {
    var table = self
    table.skipBlankLines()
    let line = table.restOfLine
    if let separator = separator(namedIn: line) {
      table.separator = separator
      table.skipLine()
      return table.opening(table.shape)
    }
    let candidates =
      [separator] + [UInt8(ascii: ","), 0x09, UInt8(ascii: ";"), UInt8(ascii: "|")].filter { $0 != separator }
    let shapes = candidates.compactMap { candidate -> (DelimitedText, Shape)? in
      var table = table
      table.separator = candidate
      return table.shape.map { (table, $0) }
    }
    // The first of equals is the nominal separator.
    guard var (chosen, shape) = shapes.first else { return table.openingOfFewRows(candidates) }
    for other in shapes where shape.isWorse(than: other.1) { (chosen, shape) = other }
    return chosen.opening(shape)
  }

  /// The opening where no separator fits: by the first one that divides the first record, if any.
  private func openingOfFewRows(_ candidates: [UInt8]) -> Opening? {
    for candidate in candidates {
      var table = self
      table.separator = candidate
      if let first = table.next(), first.fields.count > 1 { return Opening(first: first, rest: table) }
    }
    return opening(nil)
  }

  private var restOfLine: Range<Int> { position..<bytes.endOfLine(from: position) }

  /// The separator that a line such as `sep=;` names, with or without quotes; nil for any other line.
  private func separator(namedIn line: Range<Int>) -> UInt8? {
    var text = bytes[bytes.trimmed(line)]
    // A tab is white space.
    if text.elementsEqual("sep=".utf8), bytes[line].last == 0x09 { return 0x09 }
    if text.first == UInt8(ascii: "\""), text.last == UInt8(ascii: "\"") { text = text.dropFirst().dropLast() }
    return text.count == 5 && text.starts(with: "sep=".utf8) ? text.last : nil
  }

  /// Skips lines above the first record: comments with another number of fields, and titles, which are in the first field.
  private func opening(_ shape: Shape?) -> Opening? {
    var (table, skipped) = (self, [Range<Int>]())
    while true {
      table.skipBlankLines()
      let start = table
      guard let record = table.next() else { return nil }
      let isComment = bytes[record.range].first == UInt8(ascii: "#")
      let title = record.fields.first.map { table.repairedText(of: $0).withoutSpaceAround } ?? ""
      // The header of a single column, above texts with separators, is no title.
      let isTitle =
        record.fields.dropFirst().allSatisfy { bytes.trimmed($0.range).isEmpty } && record.fields.count != 2
        && (FieldContent.words(of: title) > 3 || !TextNames.isCommon(title))
        && (shape?.typedCount ?? 0) > 0
      guard let shape, skipped.count < 20, isComment && record.fields.count != shape.width || isTitle else {
        return Opening(first: record, rest: table, skipped: skipped)
      }
      skipped.append(start.restOfLine)
    }
  }

  // MARK: - Shape

  /// The shape that a separator gives the first records.
  private struct Shape {
    /// The most frequent number of fields, above one.
    var width: Int
    /// The share of the records with that width, in tenths.
    var share: Int
    /// The number of columns of numbers, dates or flags.
    var typedCount: Int

    /// Whether another shape fits clearly better.
    func isWorse(than other: Shape) -> Bool {
      (Swift.min(9, share), typedCount) < (Swift.min(9, other.share), other.typedCount)
    }
  }

  /// Nil if fewer than half of the records have one width above one.
  private var shape: Shape? {
    var sample = DelimitedText(Array(bytes[position..<endOfSample]), separator: ",")
    sample.separator = separator
    let records = Array(sample.prefix(50))
    let counts = Dictionary(grouping: records.map(\.fields.count)) { $0 }.mapValues(\.count).filter { $0.key > 1 }
    let first = records.first?.fields.count ?? 0
    guard
      let width = counts.keys.max(by: {
        (counts[$0] ?? 0, $0 == first ? 1 : 0) < (counts[$1] ?? 0, $1 == first ? 1 : 0)
      }),
      let count = counts[width], count * 2 >= records.count
    else { return nil }
    let rows = records.filter { $0.fields.count == width }.map { $0.fields.map { sample.repairedText(of: $0) } }
    let typed = (0..<width).count { column in
      rows.count { FieldContent.isTyped($0[column].withoutSpaceAround) } * 2 > rows.count
    }
    return Shape(width: width, share: count * 10 / records.count, typedCount: typed)
  }

  /// The end of the first lines, of some 64 kB.
  private var endOfSample: Int {
    let limit = position + (1 << 16)
    guard limit < bytes.count else { return bytes.count }
    return bytes[position..<limit].lastIndex { $0 == 0x0A || $0 == 0x0D } ?? limit
  }
}

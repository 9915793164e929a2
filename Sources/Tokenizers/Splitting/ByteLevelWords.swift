/// Splits texts as GPT-2 does: into contractions, runs of letters, numbers or other characters with the space before them,
/// and white space.
///
/// A hand-written equivalent of the regular expression of `ByteLevel` (tokenizers, pre_tokenizers/byte_level.rs).
struct ByteLevelWords {
  static let expression = #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#

  private let bytes: [UInt8]
  private var index: Int
  private let end: Int
  private let kinds = ScalarKind.table

  init(of bytes: [UInt8], in range: Range<Int>) {
    self.bytes = bytes
    index = range.lowerBound
    end = range.upperBound
  }

  /// The next word; nil at the end. Together the words cover the text.
  mutating func next() -> Range<Int>? {
    guard index < end else { return nil }
    let start = index
    index = contractionEnd(start) ?? start
    if index > start { return start..<index }
    let hasSpace = bytes[start] == UInt8(ascii: " ")
    if hasSpace { index += 1 }
    if index < end {
      let (scalar, length) = scalar(at: index, of: bytes)
      let kind = kinds[scalar]
      if kind != .whitespace {
        index += length
        skip(kind)
        return start..<index
      }
    }
    index = start
    let last = skip(.whitespace)
    // The last white-space scalar before other text is a word of its own, unless it is the only one.
    if index < end, last > start { index = last }
    return start..<index
  }

  /// Skips scalars of one kind; returns the start of the last one.
  @discardableResult
  private mutating func skip(_ kind: ScalarKind) -> Int {
    var last = index
    while index < end {
      let (scalar, length) = scalar(at: index, of: bytes)
      guard kinds[scalar] == kind else { break }
      last = index
      index += length
    }
    return last
  }

  private func contractionEnd(_ start: Int) -> Int? {
    guard bytes[start] == UInt8(ascii: "'"), start + 1 < end else { return nil }
    let first = bytes[start + 1]
    switch first {
    case UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "m"), UInt8(ascii: "d"): return start + 2
    case UInt8(ascii: "r"), UInt8(ascii: "v"), UInt8(ascii: "l"):
      guard start + 2 < end else { return nil }
      return bytes[start + 2] == UInt8(ascii: first == UInt8(ascii: "l") ? "l" : "e") ? start + 3 : nil
    default: return nil
    }
  }
}

/// A scalar's kind in the regular expression; the empty set means any other character.
struct ScalarKind: OptionSet, Sendable {
  let rawValue: UInt16

  static let letter = ScalarKind(rawValue: 1)
  static let number = ScalarKind(rawValue: 2)
  static let whitespace = ScalarKind(rawValue: 4)

  static let table: ScalarTable<ScalarKind> = {
    var table = ScalarTable<ScalarKind>()
    table.insert(.letter, ranges: ByteLevelTables.letters)
    table.insert(.number, ranges: ByteLevelTables.numbers)
    for range in ScalarProperties.whitespace { table.insert(.whitespace, for: range) }
    return table
  }()
}

/// A word of the normalised text: what lies between white space, and each punctuation mark.
struct Word {
  var range: Range<Int>
  /// How many Unicode scalars it has.
  var scalarCount: Int
}

/// BERT's pre-tokeniser: finds the words one after another.
///
/// As `BertPreTokenizer` (tokenizers, pre_tokenizers/bert.rs): splits at White_Space, then sets apart ASCII punctuation and
/// the categories P*.
struct BertWords {
  private let bytes: [UInt8]
  private var index: Int
  private let end: Int
  private let unicode = BertUnicode.shared

  init(of bytes: [UInt8], in range: Range<Int>) {
    self.bytes = bytes
    index = range.lowerBound
    end = range.upperBound
  }

  mutating func next() -> Word? {
    var start = index
    var scalarCount = 0
    while index < end {
      let (scalar, length) = scalar(at: index, of: bytes)
      let traits = unicode.traits(of: scalar)
      if traits.isDisjoint(with: [.whitespace, .punctuation]) {
        scalarCount += 1
        index += length
      } else if scalarCount > 0 {
        return Word(range: start..<index, scalarCount: scalarCount)
      } else {
        index += length
        if traits.contains(.punctuation) { return Word(range: start..<index, scalarCount: 1) }
        start = index
      }
    }
    return scalarCount > 0 ? Word(range: start..<index, scalarCount: scalarCount) : nil
  }
}

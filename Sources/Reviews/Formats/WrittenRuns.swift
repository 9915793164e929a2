/// A range of a review in the document: verbatim text, or an escape.
struct WrittenRun: Sendable, Hashable {
  /// UTF-8 offsets into the document.
  var range: Range<Int>
  /// The scalar that an escape represents; nil for verbatim text.
  var escaped: Unicode.Scalar?
}

/// The verbatim ranges and escapes of a review, in document order.
struct WrittenRuns: Sequence, IteratorProtocol {
  private let document: [UInt8]
  private let notation: Review.Notation
  private let end: Int
  private var position: Int
  private var piece = 0

  init(_ review: Review, _ document: [UInt8]) {
    self.document = document
    notation = review.notation
    let range = review.range.clamped(to: 0..<document.count)
    (position, end) = (range.lowerBound, range.upperBound)
  }

  mutating func next() -> WrittenRun? {
    if case .pieces(let pieces) = notation {
      guard piece < pieces.count else { return nil }
      piece += 1
      return WrittenRun(range: pieces[piece - 1].clamped(to: 0..<document.count))
    }
    guard position < end else { return nil }
    let start = position
    switch notation {
    case .verbatim, .pieces: position = end
    case .doubledQuotes:
      if isDoubledQuote(start) {
        position += 2
        return WrittenRun(range: start..<position, escaped: "\"")
      }
      position = document.firstIndex(of: UInt8(ascii: "\""), in: start..<end, where: isDoubledQuote)
    case .jsonEscapes:
      if let (scalar, length) = document.jsonEscape(at: start, before: end) {
        position += length
        return WrittenRun(range: start..<position, escaped: scalar)
      }
      position = document.firstIndex(of: UInt8(ascii: "\\"), in: start + 1..<end) { _ in true }
    }
    return WrittenRun(range: start..<position)
  }

  private func isDoubledQuote(_ index: Int) -> Bool {
    index + 1 < end && document[index] == UInt8(ascii: "\"") && document[index + 1] == UInt8(ascii: "\"")
  }
}

extension [UInt8] {
  /// The first index of a byte at which the condition holds; the range's end if there is none.
  fileprivate func firstIndex(of byte: UInt8, in range: Range<Int>, where condition: (Int) -> Bool) -> Int {
    let bytes = span
    var index = range.lowerBound
    while index < range.upperBound, bytes[index] != byte || !condition(index) { index += 1 }
    return index
  }

  /// The scalar and length of the JSON escape at `index`; nil if there is none or it is incomplete. An unpaired surrogate
  /// decodes to U+FFFD.
  func jsonEscape(at index: Int, before end: Int) -> (scalar: Unicode.Scalar, length: Int)? {
    guard index + 1 < end, self[index] == UInt8(ascii: "\\") else { return nil }
    switch self[index + 1] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return (Unicode.Scalar(self[index + 1]), 2)
    case UInt8(ascii: "b"): return ("\u{8}", 2)
    case UInt8(ascii: "f"): return ("\u{C}", 2)
    case UInt8(ascii: "n"): return ("\n", 2)
    case UInt8(ascii: "r"): return ("\r", 2)
    case UInt8(ascii: "t"): return ("\t", 2)
    default: break
    }
    guard let unit = jsonUnit(at: index, before: end) else { return nil }
    if let scalar = Unicode.Scalar(unit) { return (scalar, 6) }
    guard unit < 0xDC00, let low = jsonUnit(at: index + 6, before: end), 0xDC00...0xDFFF ~= low,
      let scalar = Unicode.Scalar(0x10000 + (UInt32(unit - 0xD800) << 10 | UInt32(low - 0xDC00)))
    else { return ("\u{FFFD}", 6) }
    return (scalar, 12)
  }

  /// The UTF-16 code unit of a `\uXXXX` escape at `index`.
  private func jsonUnit(at index: Int, before end: Int) -> UInt16? {
    guard index + 6 <= end, self[index] == UInt8(ascii: "\\"), self[index + 1] == UInt8(ascii: "u") else { return nil }
    var unit: UInt16 = 0
    for place in index + 2..<index + 6 {
      guard let digit = Character(Unicode.Scalar(self[place])).hexDigitValue else { return nil }
      unit = unit << 4 | UInt16(digit)
    }
    return unit
  }
}

extension StrictScan {
  /// A change to the text that keeps its meaning and makes json-c see it.
  enum Repair {
    /// Appends ".0" to the number that ends there: an integer that only a double can hold.
    case markAsDouble(endingAt: Int)
    /// Writes the escape `\u0000` in a key as the bytes C0 80, "modified UTF-8". json-c ends keys at a NUL. It copies other
    /// bytes as they are, and well-formed UTF-8 never has a C0.
    case encodeNUL(Range<Int>)
    /// Writes a pair of surrogate escapes as the scalar that it stands for. json-c 0.16 looks for a surrogate in the low
    /// 16 bits of the sum and makes U+FFFD of a scalar such as U+2DB20.
    case encodePair(Range<Int>, high: UInt16, low: UInt16)

    /// What is replaced.
    var range: Range<Int> {
      switch self {
      case .markAsDouble(let end): end..<end
      case .encodeNUL(let escape): escape
      case .encodePair(let escapes, _, _): escapes
      }
    }

    func appendReplacement(to text: inout [UInt8]) {
      switch self {
      case .markAsDouble: text += ".0".utf8
      case .encodeNUL: text += [0xC0, 0x80]
      case .encodePair(_, let high, let low):
        let value = 0x10000 + (UInt32(high & 0x3FF) << 10 | UInt32(low & 0x3FF))
        if let encoded = Unicode.Scalar(value).flatMap(UTF8.encode) { text.append(contentsOf: encoded) }
      }
    }
  }

  /// Plans a repair, or has the place read again later.
  mutating func plan(_ repair: Repair) {
    if isPlanning { readingPlan.noteRepair(at: repair.range.lowerBound) } else { repairs.append(repair) }
  }

  /// A piece of a checked text, repaired and ending in a NUL.
  static func repaired(_ piece: [UInt8]) throws(JSONError) -> ArraySlice<UInt8> {
    var scan = StrictScan(piece, limits: .init(memory: .max), pieceSize: .max)
    try scan.run()
    return scan.repairedText()
  }

  /// The text for json-c, ending in the NUL that tells it that a number is complete.
  func repairedText() -> ArraySlice<UInt8> {
    guard !repairs.isEmpty else { return bytes[start...] }
    var repaired: [UInt8] = []
    repaired.reserveCapacity(bytes.count + 2 * repairs.count)
    var done = start
    for repair in repairs {
      repaired += bytes[done..<repair.range.lowerBound]
      repair.appendReplacement(to: &repaired)
      done = repair.range.upperBound
    }
    repaired += bytes[done...]
    return repaired[...]
  }
}

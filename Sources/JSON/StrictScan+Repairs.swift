extension StrictScan {
  /// A change to the text that keeps its meaning, for a place that json-c would misread.
  enum Repair {
    /// Appends ".0" to an integer that only a double can represent.
    case markAsDouble(endingAt: Int)
    /// Replaces the escape `\u0000` in a key by the bytes C0 80, "modified UTF-8". json-c ends keys at a NUL but copies
    /// other bytes unchanged, and well-formed UTF-8 never has a C0.
    case encodeNUL(Range<Int>)
    /// Replaces a pair of surrogate escapes by its scalar. json-c 0.16 looks for a surrogate in the low 16 bits of the
    /// sum and replaces a scalar such as U+2DB20 by U+FFFD.
    case encodePair(Range<Int>, high: UInt16, low: UInt16)

    /// The replaced range.
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

  /// Records a repair, or in a planned scan only its position.
  mutating func plan(_ repair: Repair) {
    if isPlanning { readingPlan.noteRepair(at: repair.range.lowerBound) } else { repairs.append(repair) }
  }

  /// Repairs a piece of a validated text; the result ends with a NUL.
  static func repaired(_ piece: [UInt8]) throws(JSONError) -> ArraySlice<UInt8> {
    var scan = StrictScan(piece, limits: .init(memory: .max), pieceSize: .max)
    try scan.run()
    return scan.repairedText()
  }

  /// The text for json-c. It ends with a NUL, which marks a number as complete.
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

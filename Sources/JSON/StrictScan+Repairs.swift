extension StrictScan {
  /// A change to the text that keeps its meaning and makes json-c see it.
  struct Repair {
    var range: Range<Int>
    var replacement: [UInt8]

    /// Appends ".0" to the number that ends there: an integer that only a double can hold.
    static func markAsDouble(endingAt end: Int) -> Repair { Repair(range: end..<end, replacement: Array(".0".utf8)) }

    /// Writes the escape `\u0000` in a key as the bytes C0 80, "modified UTF-8". json-c ends keys at a NUL. It copies other
    /// bytes as they are, and well-formed UTF-8 never has a C0.
    static func encodeNUL(_ escape: Range<Int>) -> Repair { Repair(range: escape, replacement: [0xC0, 0x80]) }

    /// Writes a pair of surrogate escapes as the scalar that it stands for. json-c 0.16 looks for a surrogate in the low
    /// 16 bits of the sum and makes U+FFFD of a scalar such as U+2DB20.
    static func encodePair(_ escapes: Range<Int>, high: UInt16, low: UInt16) -> Repair {
      Repair(range: escapes, replacement: Array(String(decoding: [high, low], as: UTF16.self).utf8))
    }
  }

  /// The text for json-c, ending in the NUL that tells it that a number is complete.
  consuming func repairedText() -> ArraySlice<UInt8> {
    guard !repairs.isEmpty else { return bytes[start...] }
    var repaired: [UInt8] = []
    repaired.reserveCapacity(bytes.count + 2 * repairs.count)
    var done = start
    for repair in repairs {
      repaired += bytes[done..<repair.range.lowerBound]
      repaired += repair.replacement
      done = repair.range.upperBound
    }
    repaired += bytes[done...]
    return repaired[...]
  }
}

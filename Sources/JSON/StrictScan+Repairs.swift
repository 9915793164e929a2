extension StrictScan {
  /// A change to the text that keeps its meaning and makes json-c see it.
  enum Repair {
    /// Appends ".0" to the number that ends there: an integer that only a double can hold.
    case markAsDouble(Int)
    /// Writes the escape `\u0000` in a key as the bytes C0 80, "modified UTF-8". json-c ends keys at a NUL. It copies other
    /// bytes as they are, and well-formed UTF-8 never has a C0.
    case encodeNUL(Range<Int>)
  }

  /// The text for json-c, ending in the NUL that tells it that a number is complete.
  consuming func repairedText() -> ArraySlice<UInt8> {
    guard !repairs.isEmpty else { return bytes[start...] }
    var repaired: [UInt8] = []
    repaired.reserveCapacity(bytes.count + 2 * repairs.count)
    var done = start
    for repair in repairs {
      switch repair {
      case .markAsDouble(let end):
        repaired += bytes[done..<end]
        repaired += ".0".utf8
        done = end
      case .encodeNUL(let escape):
        repaired += bytes[done..<escape.lowerBound]
        repaired += [0xC0, 0x80]
        done = escape.upperBound
      }
    }
    repaired += bytes[done...]
    return repaired[...]
  }
}

extension StrictScan {
  /// Scans a number, and plans a repair if json-c would misread it.
  mutating func scanNumber() throws(JSONError) {
    let start = position
    let isNegative = bytes[position] == UInt8(ascii: "-")
    if isNegative { position += 1 }

    let integerStart = position
    let startsWithZero = bytes[position] == UInt8(ascii: "0")
    try scanDigits(after: isNegative ? "'-'" : "")
    let integerDigits = position - integerStart
    if startsWithZero, integerDigits > 1 {
      throw failure("a number must not have leading zeros", at: integerStart)
    }

    var isInteger = true
    if bytes[position] == UInt8(ascii: ".") {
      isInteger = false
      position += 1
      try scanDigits(after: "'.'")
    }
    let hasExponent = bytes[position] | 0x20 == UInt8(ascii: "e")
    if hasExponent {
      isInteger = false
      position += 1
      if bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-") { position += 1 }
      try scanDigits(after: "the exponent's 'e'")
    }

    guard position - start <= Self.numberLengthLimit else {
      throw failure(
        "the number has \(position - start) characters, more than the \(Self.numberLengthLimit) allowed", at: start)
    }
    // Numbers with fewer digits and without an exponent are below the largest double, 1.8e308.
    if hasExponent || integerDigits > 300 { try rejectInfinity(start..<position) }
    // json-c reads -0 as 0 and an integer beyond 64 bits as the nearest 64-bit integer.
    if isInteger, (isNegative && startsWithZero) || (integerDigits > 18 && !fitsIn64Bits(start..<position)) {
      plan(.markAsDouble(endingAt: position))
    }
  }

  /// A limit, because parsing a number takes several copies of its text.
  private static var numberLengthLimit: Int { 1 << 20 }

  private mutating func scanDigits(after prefix: String) throws(JSONError) {
    let start = position
    while UInt8(ascii: "0")...UInt8(ascii: "9") ~= bytes[position] { position += 1 }
    if position == start { throw failure("expected a digit after \(prefix), found \(found())") }
  }

  private func fitsIn64Bits(_ number: Range<Int>) -> Bool {
    guard number.count <= 20 else { return false }
    let text = String(decoding: bytes[number], as: UTF8.self)
    return Int64(text) != nil || UInt64(text) != nil
  }

  private func rejectInfinity(_ number: Range<Int>) throws(JSONError) {
    guard let value = Double(String(decoding: bytes[number], as: UTF8.self)), value.isInfinite else { return }
    throw failure("the number is too large; the maximum is 1.7976931348623157e+308", at: number.lowerBound)
  }
}

extension ScalarProperties {
  /// Where the white space that begins at that offset ends, at `end` at the latest.
  func whitespaceEnd(from start: Int, to end: Int, of bytes: [UInt8]) -> Int {
    var index = start
    while index < end {
      let (scalar, length) = scalar(at: index, of: bytes)
      guard traits(of: scalar).contains(.whitespace) else { break }
      index += length
    }
    return min(index, end)
  }

  /// Where the white space that ends at that offset begins, at `start` at the earliest.
  func whitespaceStart(before end: Int, from start: Int, of bytes: [UInt8]) -> Int {
    var index = end
    while index > start {
      let (scalar, length) = scalar(before: index, of: bytes)
      guard traits(of: scalar).contains(.whitespace) else { break }
      index -= length
    }
    return max(index, start)
  }
}

/// A normalised text with the origin of each byte in the original text.
///
/// Hugging Face's `NormalizedString` (tokenizers, normalizer.rs) keeps a range of the original per byte of the normalised
/// text. That range is always exactly one scalar of the original, so this keeps only its start.
struct NormalizedText {
  /// UTF-8.
  private(set) var bytes: [UInt8] = []
  /// For each byte, the offset of its scalar in the original text; never decreasing.
  private(set) var origins: [Int] = []

  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    origins.removeAll(keepingCapacity: true)
  }

  mutating func reserveCapacity(_ count: Int) {
    bytes.reserveCapacity(count)
    origins.reserveCapacity(count)
  }

  /// Appends a byte, which may be a part of a scalar.
  @inline(__always)
  mutating func append(byte: UInt8, from origin: Int) {
    bytes.append(byte)
    origins.append(origin)
  }

  /// Appends a part of the original text unchanged.
  mutating func append(unchanged part: Range<Int>, of original: [UInt8]) {
    reserveCapacity(bytes.count + part.count)
    var index = part.lowerBound
    while index < part.upperBound {
      let end = min(index + scalarLength(original[index]), part.upperBound)
      append(original[index..<end], from: index)
      index = end
    }
  }

  /// Appends a part of another normalised text.
  mutating func append(_ part: Range<Int>, of other: NormalizedText) {
    bytes.append(contentsOf: other.bytes[part])
    origins.append(contentsOf: other.origins[part])
  }

  /// Replaces origins in the other text by origins in that text's original.
  mutating func compose(with other: NormalizedText) {
    for index in origins.indices { origins[index] = other.origins[origins[index]] }
  }

  /// Sets the origin of all bytes from `start` on.
  mutating func setOrigin(_ origin: Int, from start: Int) {
    for index in start..<origins.count { origins[index] = origin }
  }

  /// Appends a scalar unchanged.
  mutating func append(_ bytes: ArraySlice<UInt8>, from origin: Int) {
    for byte in bytes { append(byte: byte, from: origin) }
  }

  mutating func append(_ scalar: UInt32, from origin: Int) {
    func append(_ value: UInt32) {
      self.append(byte: UInt8(truncatingIfNeeded: value), from: origin)
    }
    switch scalar {
    case ..<0x80:
      append(scalar)
    case ..<0x800:
      append(0xC0 | scalar >> 6)
      append(0x80 | scalar & 0x3F)
    case ..<0x1_0000:
      append(0xE0 | scalar >> 12)
      append(0x80 | scalar >> 6 & 0x3F)
      append(0x80 | scalar & 0x3F)
    default:
      append(0xF0 | scalar >> 18)
      append(0x80 | scalar >> 12 & 0x3F)
      append(0x80 | scalar >> 6 & 0x3F)
      append(0x80 | scalar & 0x3F)
    }
  }

  /// The original range of a part: from its first byte's scalar through its last byte's. An added token can have an empty
  /// part, if the token before it includes its white space; its range is empty and follows that token's.
  func range(of part: Range<Int>, in original: [UInt8]) -> Range<Int> {
    guard part.upperBound > 0 else { return 0..<0 }
    let last = origins[part.upperBound - 1]
    guard !part.isEmpty else { return last + scalarLength(original[last])..<last + scalarLength(original[last]) }
    return origins[part.lowerBound]..<last + scalarLength(original[last])
  }
}

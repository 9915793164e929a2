/// A text as the model's vocabulary wants it, which knows for each byte where it comes from.
///
/// Hugging Face's `NormalizedString` (tokenizers, normalizer.rs) keeps a range of the original per byte of the normalised
/// text. That range is always exactly one scalar of the original, so its start is enough.
struct NormalizedText {
  /// UTF-8.
  private(set) var bytes: [UInt8] = []
  /// For each byte, the offset in the original text of the scalar that it comes from; never decreasing.
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

  /// Takes the places of another text's bytes where this has places in that text.
  mutating func compose(with other: NormalizedText) {
    for index in origins.indices { origins[index] = other.origins[origins[index]] }
  }

  /// Gives the bytes from that one on another place.
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

  /// What a part of the normalised text was made of: from its first byte's scalar through its last byte's. An added token
  /// whose white space the one before it took can be left with an empty part, which stands behind that.
  func range(of part: Range<Int>, in original: [UInt8]) -> Range<Int> {
    guard part.upperBound > 0 else { return 0..<0 }
    let last = origins[part.upperBound - 1]
    guard !part.isEmpty else { return last + scalarLength(original[last])..<last + scalarLength(original[last]) }
    return origins[part.lowerBound]..<last + scalarLength(original[last])
  }
}

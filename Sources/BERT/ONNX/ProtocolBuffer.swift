/// A message in the protocol-buffer format.
package struct ProtocolBuffer: Sendable {
  /// The encoded message.
  package private(set) var bytes: [UInt8] = []

  /// An empty message.
  package init() {}

  package mutating func add(_ field: UInt64, _ value: UInt64) {
    addVarint(field << 3)
    addVarint(value)
  }

  package mutating func add(_ field: UInt64, _ value: Double) {
    addVarint(field << 3 | 1)
    bytes += littleEndian(value.bitPattern)
  }

  package mutating func add(_ field: UInt64, _ value: [UInt8]) {
    addHead(field, byteCount: value.count)
    bytes += value
  }

  package mutating func add(_ field: UInt64, _ text: String) { add(field, Array(text.utf8)) }

  package mutating func add(_ field: UInt64, _ message: ProtocolBuffer) { add(field, message.bytes) }

  package mutating func add(_ field: UInt64, _ value: Float) {
    addVarint(field << 3 | 5)
    bytes += littleEndian(value.bitPattern)
  }

  /// Adds the head of a field with this number of bytes, which are written separately.
  package mutating func addHead(_ field: UInt64, byteCount: Int) {
    addVarint(field << 3 | 2)
    addVarint(UInt64(byteCount))
  }

  /// Seven bits in each byte, the lowest first; all bytes except the last have their high bit set.
  private mutating func addVarint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}

/// The bytes of an integer, the lowest first.
package func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
  (0..<value.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}

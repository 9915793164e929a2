/// A 128-bit hash of a text and of the model and settings that classify it.
///
/// Collisions by chance are negligible. The keys are random in each process, so that collisions cannot be constructed.
public struct TextFingerprint: Hashable, Sendable, CustomStringConvertible {
  private var low: UInt64
  private var high: UInt64

  /// The fingerprint of a text in UTF-8.
  ///
  /// - Parameter seed: a hash of the model and settings; another seed gives another fingerprint.
  public init(_ bytes: ArraySlice<UInt8>, seed: Int) {
    var (low, high) = Self.keys
    func mix(_ block: UInt64) {
      // Two multiplications with different odd keys; the high half of each product is folded back, as in wyhash.
      let (upper, lower) = (low ^ block).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
      low = upper ^ lower
      let (upper2, lower2) = (high &+ block).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
      high = upper2 ^ lower2 ^ low
    }
    mix(UInt64(truncatingIfNeeded: seed))
    var index = bytes.startIndex
    while bytes.endIndex - index >= 8 {
      var block: UInt64 = 0
      for byte in bytes[index..<index + 8] { block = block << 8 | UInt64(byte) }
      mix(block)
      index += 8
    }
    var rest = UInt64(bytes.count)
    for byte in bytes[index...] { rest = rest << 8 | UInt64(byte) }
    mix(rest)
    mix(UInt64(bytes.count))
    (self.low, self.high) = (low, high)
  }

  /// At most 32 hexadecimal digits.
  public var description: String { String(high, radix: 16) + String(low, radix: 16) }

  private static let keys: (UInt64, UInt64) = (.random(in: 0 ... .max), .random(in: 0 ... .max))
}

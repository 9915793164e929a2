extension Sequence where Element: BinaryInteger {
  /// FNV-1a in 64 bits, equal in every run and on every machine.
  @inlinable public var fnv1a: UInt64 {
    reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64(truncatingIfNeeded: $1)) &* 0x100_0000_01B3 }
  }
}

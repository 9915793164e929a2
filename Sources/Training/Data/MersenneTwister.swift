/// MT19937 (Matsumoto and Nishimura, 1998), seeded and used as by NumPy's `RandomState`, so that splits match
/// scikit-learn's.
struct MersenneTwister {
  private var state: [UInt32]
  private var position = 624

  /// `RandomState(seed)`.
  init(seed: UInt32) {
    state = [seed]
    for index in 1..<624 {
      let last = state[index - 1]
      state.append(1_812_433_253 &* (last ^ last >> 30) &+ UInt32(index))
    }
  }

  private mutating func next() -> UInt32 {
    if position == 624 {
      for index in 0..<624 {
        let bits = state[index] & 0x8000_0000 | state[(index + 1) % 624] & 0x7FFF_FFFF
        state[index] = state[(index + 397) % 624] ^ bits >> 1 ^ (bits & 1 == 0 ? 0 : 0x9908_B0DF)
      }
      position = 0
    }
    var bits = state[position]
    position += 1
    bits ^= bits >> 11
    bits ^= bits << 7 & 0x9D2C_5680
    bits ^= bits << 15 & 0xEFC6_0000
    return bits ^ bits >> 18
  }

  /// A number from 0 to `largest`: as many bits as `largest` has, drawn again while the number is larger.
  private mutating func next(through largest: UInt32) -> Int {
    let mask = UInt32.max >> UInt32(largest.leadingZeroBitCount)
    while true {
      let value = next() & mask
      if value <= largest { return Int(value) }
    }
  }

  /// `RandomState.permutation(values)`.
  mutating func permutation(_ values: [Int]) -> [Int] {
    precondition(values.count <= UInt32.max, "\(values.count) values")
    var values = values
    for index in stride(from: values.count - 1, to: 0, by: -1) {
      values.swapAt(index, next(through: UInt32(index)))
    }
    return values
  }
}

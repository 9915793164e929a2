import Foundation

/// Random choices that are the same every time (Steele et al., "Fast Splittable Pseudorandom Number Generators", 2014).
struct Chance: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }

  mutating func number(below limit: Int) -> Int { Int.random(in: 0..<limit, using: &self) }

  mutating func element<Element>(of elements: [Element]) -> Element { elements[number(below: elements.count)] }
}

/// Multiplies the rounds of tests with random input, to search longer by hand: `MORE_ROUNDS=100 swift test …`.
let moreRounds = ProcessInfo.processInfo.environment["MORE_ROUNDS"].flatMap { Int($0) } ?? 1

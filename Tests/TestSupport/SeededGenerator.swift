import Foundation
import Tensors

/// A random number generator with the same numbers in every run.
package struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var generator: SplitMix64

  package init(seed: UInt64) { generator = SplitMix64(seed: seed) }

  package mutating func next() -> UInt64 { generator.next() }

  /// A random number below the limit; 0 if the limit is 0.
  package mutating func below(_ limit: Int) -> Int { limit > 0 ? Int.random(in: 0..<limit, using: &self) : 0 }

  package mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }
}

/// A factor for the rounds of tests with random input, for a longer search: `MORE_ROUNDS=100 swift test …`.
package let moreRounds = ProcessInfo.processInfo.environment["MORE_ROUNDS"].flatMap { Int($0) } ?? 1

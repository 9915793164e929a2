import Foundation
import Tensors

/// Random choices that are the same in every run.
package struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var generator: SplitMix64

  package init(seed: UInt64) { generator = SplitMix64(seed: seed) }

  package mutating func next() -> UInt64 { generator.next() }

  /// A number from 0 up to the limit; 0 where that is 0.
  package mutating func below(_ limit: Int) -> Int { limit > 0 ? Int.random(in: 0..<limit, using: &self) : 0 }

  package mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }
}

/// Multiplies the rounds of tests with random input, to search longer by hand: `MORE_ROUNDS=100 swift test …`.
package let moreRounds = ProcessInfo.processInfo.environment["MORE_ROUNDS"].flatMap { Int($0) } ?? 1

import Foundation

/// Draws normally distributed numbers from a seed: SplitMix64 through the Box–Muller transform, the same everywhere.
public struct NormalDistribution: Sendable {
  private var generator: SplitMix64

  /// A stream of numbers that depends only on the seed.
  public init(seed: UInt64) { generator = SplitMix64(seed: seed) }

  /// A matrix of independent random numbers with mean 0 and the given standard deviation.
  public mutating func matrix(rows: Int, columns: Int, deviation: Double) -> Matrix {
    Matrix(rows: rows, columns: columns, (0..<rows * columns).map { _ in Float(next() * deviation) })
  }

  private mutating func next() -> Double {
    let u = 1 - Double(generator.next() >> 11) * 0x1p-53  // in (0, 1]: its logarithm is finite
    let v = Double(generator.next() >> 11) * 0x1p-53
    return (-2 * log(u)).squareRoot() * cos(2 * .pi * v)
  }
}

/// A small generator with one word of state (Steele, Lea & Flood, 2014).
public struct SplitMix64: RandomNumberGenerator, Sendable {
  /// The whole state.
  public var state: UInt64

  /// A generator with the seed as its state.
  public init(seed: UInt64) { state = seed }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

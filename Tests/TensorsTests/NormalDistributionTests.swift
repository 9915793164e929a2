import Foundation
import Tensors
import Testing

struct NormalDistributionTests {
  @Test func momentsMatchTheNormalDistribution() {
    let count = 50_000
    var distribution = NormalDistribution(seed: 1)
    let draws = distribution.matrix(rows: 1, columns: count, deviation: 0.02).elements.map { Double($0) / 0.02 }
    // The k-th power of a standard normal number has mean m(k) and variance m(2k) − m(k)², with m(2k) = (2k − 1)!!.
    for (power, mean, variance) in [(1, 0, 1), (2, 1, 2), (3, 0, 15), (4, 3, 96)] as [(Double, Double, Double)] {
      let actual = draws.reduce(0) { $0 + pow($1, power) } / Double(count)
      #expect(abs(actual - mean) <= 5 * (variance / Double(count)).squareRoot(), "moment \(power): \(actual)")
    }
    // Successive draws are independent.
    let product = zip(draws, draws.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 } / Double(count)
    #expect(abs(product) <= 5 / Double(count).squareRoot())
  }

  @Test func equalSeedsGiveEqualNumbers() {
    func draw(_ seed: UInt64) -> Matrix {
      var distribution = NormalDistribution(seed: seed)
      return distribution.matrix(rows: 3, columns: 4, deviation: 1)
    }
    #expect(draw(5).elements == draw(5).elements)
    #expect(draw(5).elements != draw(6).elements)
    var distribution = NormalDistribution(seed: 5)
    let halves = distribution.matrix(rows: 1, columns: 6, deviation: 1).elements
    #expect(halves + distribution.matrix(rows: 1, columns: 6, deviation: 1).elements == draw(5).elements)
  }

  /// The first numbers for this seed that the authors' C code gives (https://prng.di.unimi.it/splitmix64.c).
  @Test func splitMixFollowsItsDefinition() {
    var generator = SplitMix64(seed: 1_234_567)
    #expect(
      (0..<5).map { _ in generator.next() } == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423, 4_593_380_528_125_082_431,
        16_408_922_859_458_223_821,
      ])
    var resumed = SplitMix64(seed: 0)
    resumed.state = generator.state
    #expect(resumed.next() == generator.next())
  }
}

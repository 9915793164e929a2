import TestSupport
import Testing

@testable import Tensors

struct DropoutTests {
  private static let count = 100_000

  @Test(arguments: [Float(0.1), 0.25, 0.5, 0.9])
  func dropsItsShareAndScalesTheRest(probability: Float) {
    let mask = Self.mask(Dropout(probability: probability, seed: 1))
    let p = Double(probability)
    let dropped = mask.map { $0 == 0 }
    #expect(mask.allSatisfy { $0 == 0 || $0 == 1 / (1 - probability) })
    // Five standard deviations of a binomial count.
    func check(_ hits: Int, _ p: Double, _ what: String) {
      let count = Double(Self.count)
      #expect(abs(Double(hits) / count - p) <= 5 * (p * (1 - p) / count).squareRoot(), "\(what): \(hits)")
    }
    check(dropped.count { $0 }, p, "dropped")
    // Neighbours, and elements at a distance of a row of 384, are independent.
    for distance in [1, 2, 384] {
      check((0..<Self.count).count { dropped[$0] && dropped[($0 + distance) % Self.count] }, p * p, "\(distance) apart")
    }
  }

  @Test func repeatsForASeedAndDiffersBetweenSeeds() {
    let mask = Self.mask(Dropout(probability: 0.5, seed: 7))
    #expect(mask == Self.mask(Dropout(probability: 0.5, seed: 7)))
    for seed: UInt64 in [8, 0, 7 << 32, 7 | 1 << 63] {
      let other = Self.mask(Dropout(probability: 0.5, seed: seed))
      let equal = zip(mask, other).count { $0 == $1 }
      // Half of them by chance, within five standard deviations.
      #expect(abs(Double(equal) - 50_000) <= 5 * (Double(Self.count) / 4).squareRoot(), "seed \(seed): \(equal) equal")
    }
  }

  @Test func gradientUsesTheMaskOfTheForwardPass() {
    let dropout = Dropout(probability: 0.3, seed: 3)
    let (x, dy) = (Matrix.random(5, 37, seed: 1), Matrix.random(5, 37, seed: 2))
    var (y, dx) = (x, dy)
    dropout.apply(to: &y, in: .test)
    dropout.apply(to: &dx, in: .test)
    for row in 0..<5 {
      for column in 0..<37 {
        let factor: Float = y[row, column] == 0 ? 0 : 1 / (1 - 0.3)
        #expect(y[row, column] == x[row, column] * factor && dx[row, column] == dy[row, column] * factor)
      }
    }
  }

  @Test func maskDependsOnThePositionButNotOnTheSplit() {
    let dropout = Dropout(probability: 0.3, seed: 3)
    var whole = Matrix.random(10, 7, seed: 1)
    let pieces = Matrix(rows: 10, columns: 7, whole.elements)
    dropout.apply(to: &whole, in: .test)
    for rows in [0..<1, 1..<4, 4..<10] {
      pieces.block.rows(rows).dropout(seed: 3, first: rows.lowerBound * 7, probability: 0.3)
    }
    #expect(pieces.elements == whole.elements)
    var flat = Matrix(rows: 1, columns: 70, Matrix.random(10, 7, seed: 1).elements)
    dropout.apply(to: &flat, in: .test)
    #expect(flat.elements == whole.elements)
  }

  @Test func probabilityZeroChangesNothing() {
    var x = Matrix.random(3, 5, seed: 1)
    Dropout(probability: 0, seed: 1).apply(to: &x, in: .test)
    #expect(x.elements == Matrix.random(3, 5, seed: 1).elements)
  }

  private static func mask(_ dropout: Dropout) -> [Float] {
    var x = Matrix(rows: 100, columns: count / 100)
    x.fill(1)
    dropout.apply(to: &x, in: .test)
    return x.elements
  }
}

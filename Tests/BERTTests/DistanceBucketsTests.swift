import Tensors
import TestSupport
import Testing

@testable import BERT

struct DistanceBucketsTests {
  /// The first distance of every bucket by transformers' MPNetEncoder.relative_position_bucket, for −600 to 600.
  @Test func bucketsBeginWhereTransformersHasThem() {
    let starts = [
      (-600, 15), (-90, 14), (-63, 13), (-45, 12), (-31, 11), (-22, 10), (-15, 9), (-11, 8), (-7, 7), (-6, 6),
      (-5, 5), (-4, 4), (-3, 3), (-2, 2), (-1, 1), (0, 0), (1, 17), (2, 18), (3, 19), (4, 20), (5, 21), (6, 22),
      (7, 23), (8, 24), (12, 25), (16, 26), (23, 27), (32, 28), (46, 29), (64, 30), (91, 31), (601, 31),
    ]
    for ((start, bucket), (end, _)) in zip(starts, starts.dropFirst()) {
      #expect((start..<end).allSatisfy { DistanceBuckets.bucket($0) == bucket }, "from \(start)")
    }
  }

  @Test func theTableHasTheWeightOfEachDistancesBucketAndReturnsItsGradient() {
    let weights = Matrix(
      rows: DistanceBuckets.count, columns: 3, (0..<3 * DistanceBuckets.count).map { Float($0) * 0.25 - 3 })
    let table = DistanceBuckets.bias(weights, tokens: 40).table
    for distance in [-39, -8, 0, 1, 25, 39] {
      for head in 0..<3 {
        #expect(table[head, distance + 39] == weights[DistanceBuckets.bucket(distance), head], "\(distance)")
      }
    }
    var gradient = Matrix(rows: DistanceBuckets.count, columns: 3)
    DistanceBuckets.backward(Matrix(rows: 3, columns: 79, Array(repeating: 1, count: 237)), into: &gradient)
    #expect(gradient[0, 0] == 1 && gradient[31, 2] == 0 && gradient[27, 1] == 9)
    #expect(gradient.elements.reduce(0, +) == 237)
  }
}

import Foundation
import Tensors

// K buckets · H heads · P the maximum of tokens in a text

/// The bias of attention by distance (Raffel et al., "Exploring the Limits of Transfer Learning", 2020, section 2.1, as MPNet
/// has it): distances are put into buckets, half of them for keys behind the query; in each half, the first half of the buckets
/// are single distances, the others grow logarithmically up to a distance of 128. Each bucket has a weight for each head.
enum DistanceBuckets {
  /// K.
  static let count = 32
  private static let maximumDistance: Float = 128

  /// The bucket of the distance from a query to a key.
  static func bucket(_ distance: Int) -> Int {
    let (half, magnitude) = (count / 2, distance.magnitude)
    let first = distance > 0 ? half : 0
    let exact = half / 2
    if magnitude < exact { return first + Int(magnitude) }
    // In single precision, as in transformers: the sum may be just below a whole number.
    let share = log(Float(magnitude) / Float(exact)) / log(maximumDistance / Float(exact))
    return first + min(half - 1, exact + Int(share * Float(half - exact)))
  }

  /// The bias of texts of up to P tokens by the weights [K, H].
  static func bias(_ weights: Matrix, tokens: Int) -> DistanceBias {
    DistanceBias(weights.gatheringRows(buckets(tokens)).transposed(), isLearned: true)
  }

  /// Adds the gradient of the weights [K, H] to `gradient`, for that of the bias's table [H, 2P − 1].
  static func backward(_ dTable: Matrix, into gradient: inout Matrix) {
    gradient.addRows(of: dTable.transposed(), at: buckets((dTable.columns + 1) / 2))
  }

  /// The bucket of each column of the table.
  private static func buckets(_ tokens: Int) -> [Int] {
    (1 - tokens..<tokens).map(bucket)
  }
}

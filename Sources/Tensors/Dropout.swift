/// Zeroes elements at random and scales the rest by 1 / (1 − probability) (Srivastava et al., 2014).
///
/// The mask depends on seed and position and is never stored: applying the same `Dropout` to a gradient repeats it.
public struct Dropout: Sendable {
  /// The share of zeroed elements, in 0..<1.
  public var probability: Float
  /// Identifies the mask.
  public var seed: UInt64

  /// A mask that zeroes this share.
  public init(probability: Float, seed: UInt64) {
    precondition(probability >= 0 && probability < 1, "dropout probability \(probability)")
    self.probability = probability
    self.seed = seed
  }

  /// Forward and backward alike: x ⊙ mask / (1 − probability).
  public func apply(to x: inout Matrix, in context: PassContext) {
    guard probability > 0 else { return }
    let block = x.mutableBlock
    block.forRows(in: context) { rows in
      block.rows(rows).dropout(seed: seed, first: rows.lowerBound * block.columns, probability: probability)
    }
  }
}

public import Tensors

// V vocabulary · P positions · Y token types · N tokens · C channels

/// The embedding layer: looks up word, position and token type, sums and normalises them (Devlin et al., 2019, figure 2).
public struct Embeddings: Sendable {
  /// One row for each word piece.
  public var word: Matrix  // [V, C]
  /// One row for each position in a text.
  public var position: Matrix  // [P, C]
  /// One row for each kind of segment, of which only the first is used; empty in families without segments.
  public var tokenType: Matrix  // [Y, C]
  /// The norm of the sum.
  public var norm: LayerNorm  // [C]

  /// The inputs of the layer besides its weights and the batch.
  struct Shape: Sendable {
    /// The token whose embedding is not trained.
    var padding: Int?
    var countsPositionsFromPadding: Bool
    var epsilon: Float

    func positions(_ batch: Batch) -> [Int] { batch.positions(after: countsPositionsFromPadding ? padding : nil) }
  }

  struct Saved: Sendable {
    var batch: Batch
    var norm: LayerNorm.Saved
    var dropout: Dropout?
  }

  /// x [N, C]
  func forward(_ batch: Batch, _ shape: Shape, in context: PassContext) -> Matrix {
    norm.forward(sum(batch, shape), epsilon: shape.epsilon, in: context)
  }

  func forwardSaving(
    _ batch: Batch, _ shape: Shape, dropout: Dropout?, in context: PassContext
  ) -> (x: Matrix, saved: Saved) {
    var (x, savedNorm) = norm.forwardSaving(sum(batch, shape), epsilon: shape.epsilon, in: context)  // [N, C]
    dropout?.apply(to: &x, in: context)
    return (x, Saved(batch: batch, norm: savedNorm, dropout: dropout))
  }

  /// Word, position and token type [N, C], before the norm. Every token has type 0: a review is one segment.
  func sum(_ batch: Batch, _ shape: Shape) -> Matrix {
    var x = word.gatheringRows(batch.ids)  // [N, C]
    x.add(position.gatheringRows(shape.positions(batch)))
    if tokenType.rows > 0 { x.add(tokenType.gatheringRows(Array(repeating: 0, count: batch.ids.count))) }
    return x
  }

  func backward(
    _ dx: Matrix, _ saved: Saved, _ shape: Shape, into gradient: inout Embeddings, in context: PassContext
  ) {
    var dx = dx
    saved.dropout?.apply(to: &dx, in: context)
    let sum = norm.backward(dx, saved.norm, into: &gradient.norm, in: context)  // [N, C]
    gradient.word.addRows(of: sum, at: saved.batch.ids, except: shape.padding)
    gradient.position.addRows(
      of: sum, at: shape.positions(saved.batch), except: shape.countsPositionsFromPadding ? shape.padding : nil)
    if tokenType.rows > 0 { gradient.tokenType.addRows(of: sum, at: Array(repeating: 0, count: sum.rows)) }
  }
}

public import Tensors

// V vocabulary · P positions · Y token types · N tokens · E channels of embeddings · C channels of layers

/// The embedding layer: looks up word, position and token type, sums and normalises them (Devlin et al., 2019, figure 2), and
/// projects them to the channels of the layers if they have others.
public struct Embeddings: Sendable {
  /// One row for each word piece.
  public var word: Matrix  // [V, E]
  /// One row for each position in a text; empty in families without.
  public var position: Matrix  // [P, E]
  /// One row for each kind of segment, of which only the first is used; empty in families without segments.
  public var tokenType: Matrix  // [Y, E]
  /// The norm of the sum.
  public var norm: LayerNorm  // [E]
  /// From E to C channels; without outputs if both are equal.
  public var projection: Linear  // [C, E]

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
    var normalized: Matrix  // [N, E], after dropout
    var dropout: Dropout?
  }

  /// x [N, C]
  func forward(_ batch: Batch, _ shape: Shape, in context: PassContext) -> Matrix {
    project(norm.forward(sum(batch, shape), epsilon: shape.epsilon, in: context), in: context)
  }

  func forwardSaving(
    _ batch: Batch, _ shape: Shape, dropout: Dropout?, in context: PassContext
  ) -> (x: Matrix, saved: Saved) {
    var (x, savedNorm) = norm.forwardSaving(sum(batch, shape), epsilon: shape.epsilon, in: context)  // [N, E]
    dropout?.apply(to: &x, in: context)
    return (project(x, in: context), Saved(batch: batch, norm: savedNorm, normalized: x, dropout: dropout))
  }

  /// [N, C] for normalised embeddings [N, E].
  func project(_ x: Matrix, in context: PassContext) -> Matrix {
    projection.bias.count > 0 ? projection.forward(x, in: context) : x
  }

  /// The gradient [N, E] of normalised embeddings, for dx [N, C].
  func projectionGradient(_ dx: Matrix, in context: PassContext) -> Matrix {
    projection.bias.count > 0 ? projection.inputGradient(dx, in: context) : dx
  }

  /// Word, position and token type [N, E], before the norm. Every token has type 0: a review is one segment.
  func sum(_ batch: Batch, _ shape: Shape) -> Matrix {
    var x = word.gatheringRows(batch.ids)  // [N, E]
    if position.rows > 0 { x.add(position.gatheringRows(shape.positions(batch))) }
    if tokenType.rows > 0 { x.add(tokenType.gatheringRows(Array(repeating: 0, count: batch.ids.count))) }
    return x
  }

  func backward(
    _ dx: Matrix, _ saved: Saved, _ shape: Shape, into gradient: inout Embeddings, in context: PassContext
  ) {
    var dx =  // [N, E]
      projection.bias.count > 0
      ? projection.backward(dx, input: saved.normalized, into: &gradient.projection, in: context) : dx
    saved.dropout?.apply(to: &dx, in: context)
    let sum = norm.backward(dx, saved.norm, into: &gradient.norm, in: context)  // [N, E]
    gradient.word.addRows(of: sum, at: saved.batch.ids, except: shape.padding)
    if position.rows > 0 {
      gradient.position.addRows(
        of: sum, at: shape.positions(saved.batch), except: shape.countsPositionsFromPadding ? shape.padding : nil)
    }
    if tokenType.rows > 0 { gradient.tokenType.addRows(of: sum, at: Array(repeating: 0, count: sum.rows)) }
  }
}

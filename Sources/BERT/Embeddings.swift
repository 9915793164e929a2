public import Tensors

// V vocabulary · P positions · Y token types · N tokens · C channels

/// The first layer: word, position and token type looked up, summed and normalised (Devlin et al., 2019, figure 2).
public struct Embeddings: Sendable {
  /// One row a word piece.
  public var word: Matrix  // [V, C]
  /// One row a place in the text.
  public var position: Matrix  // [P, C]
  /// One row a kind of segment; only the first is used.
  public var tokenType: Matrix  // [Y, C]
  /// Normalises the sum.
  public var norm: LayerNorm  // [C]

  struct Saved: Sendable {
    var batch: Batch
    var norm: LayerNorm.Saved
    var dropout: Dropout?
  }

  /// x [N, C]
  func forward(_ batch: Batch, epsilon: Float) -> Matrix {
    norm.forward(sum(batch), epsilon: epsilon)
  }

  func forwardSaving(_ batch: Batch, epsilon: Float, dropout: Dropout?) -> (x: Matrix, saved: Saved) {
    var (x, savedNorm) = norm.forwardSaving(sum(batch), epsilon: epsilon)  // [N, C]
    dropout?.apply(to: &x)
    return (x, Saved(batch: batch, norm: savedNorm, dropout: dropout))
  }

  /// Every token is of type 0: a review is one segment.
  private func sum(_ batch: Batch) -> Matrix {
    var x = word.gatheringRows(batch.ids)  // [N, C]
    x.add(position.gatheringRows(batch.positions))
    x.add(tokenType.gatheringRows(Array(repeating: 0, count: batch.ids.count)))
    return x
  }

  func backward(_ dx: Matrix, _ saved: Saved, into gradient: inout Embeddings) {
    var dx = dx
    saved.dropout?.apply(to: &dx)
    let sum = norm.backward(dx, saved.norm, into: &gradient.norm)  // [N, C]
    gradient.word.addRows(of: sum, at: saved.batch.ids)
    gradient.position.addRows(of: sum, at: saved.batch.positions)
    gradient.tokenType.addRows(of: sum, at: Array(repeating: 0, count: sum.rows))
  }
}

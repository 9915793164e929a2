// N rows · C channels

/// Normalises each row to zero mean and unit variance: y = (x − mean) · rstd · scale + shift, rstd = 1 / √(variance + ε)
/// (Ba, Kiros & Hinton, 2016). The residual that BERT adds in front is added in the same pass.
public struct LayerNorm: Sendable {
  /// The factor of each normalised channel.
  public var scale: Matrix  // [1, C]
  /// The term added to each channel.
  public var shift: Matrix  // [1, C]

  /// A norm with these parameters, which have the same size.
  public init(scale: Matrix, shift: Matrix) {
    precondition(scale.count == shift.count, "a scale of \(scale.count) and a shift of \(shift.count)")
    self.scale = scale
    self.shift = shift
  }

  /// The values that `backward` needs.
  public struct Saved: Sendable {
    var normalized: Matrix  // [N, C]
    /// 1 / √(variance + ε) of each row.
    public var rstd: Matrix  // [N, 1]
  }

  /// y [N, C] = LayerNorm(x + residual), for x and residual [N, C].
  public func forward(_ x: Matrix, adding residual: Matrix? = nil, epsilon: Float, in context: PassContext) -> Matrix {
    forward(x, residual, epsilon, context)
  }

  /// y, and the values that `backward` needs.
  public func forwardSaving(
    _ x: Matrix, adding residual: Matrix? = nil, epsilon: Float, in context: PassContext
  ) -> (y: Matrix, saved: Saved) {
    let saved = Saved(
      normalized: Matrix(uninitializedRows: x.rows, columns: x.columns),
      rstd: Matrix(uninitializedRows: x.rows, columns: 1))
    return (forward(x, residual, epsilon, context, normalized: saved.normalized, rstd: saved.rstd), saved)
  }

  /// y, and rstd [N, 1] for `inputGradientFreezingScale`.
  public func forwardKeepingScale(
    _ x: Matrix, adding residual: Matrix? = nil, epsilon: Float, in context: PassContext
  ) -> (y: Matrix, rstd: Matrix) {
    let rstd = Matrix(uninitializedRows: x.rows, columns: 1)
    return (forward(x, residual, epsilon, context, rstd: rstd), rstd)
  }

  private func forward(
    _ x: Matrix, _ residual: Matrix?, _ epsilon: Float, _ context: PassContext, normalized: Matrix? = nil,
    rstd: Matrix? = nil
  ) -> Matrix {
    let y = Matrix(uninitializedRows: x.rows, columns: x.columns)  // [N, C]
    y.block.forRows(in: context) { rows in
      y.block.rows(rows).layerNorm(
        x.block.rows(rows), residual: residual?.block.rows(rows), scale: scale.block, shift: shift.block,
        normalized: normalized?.block.rows(rows), rstd: rstd?.block.rows(rows), epsilon: epsilon)
    }
    return y
  }

  /// dx [N, C], which is also the residual's gradient, for dy [N, C].
  public func inputGradient(_ dy: Matrix, _ saved: Saved, in context: PassContext) -> Matrix {
    let dx = Matrix(uninitializedRows: dy.rows, columns: dy.columns)  // [N, C]
    dx.block.forRows(in: context) { rows in
      dx.block.rows(rows).layerNormGradient(
        dy.block.rows(rows), normalized: saved.normalized.block.rows(rows), rstd: saved.rstd.block.rows(rows),
        scale: scale.block)
    }
    return dx
  }

  /// dx [N, C] with rstd frozen: rstd · (g − mean(g)), g = dy · scale. The true gradient has no component along x itself, since
  /// a layer norm undoes any scaling; frozen, the norm is a linear map.
  public func inputGradientFreezingScale(_ dy: Matrix, rstd: Matrix, in context: PassContext) -> Matrix {
    inputGradient(dy, Saved(normalized: Matrix(rows: dy.rows, columns: dy.columns), rstd: rstd), in: context)
  }

  /// Adds dscale = Σ rows of dy ⊙ normalized and dshift = Σ rows of dy to `gradient`; returns dx [N, C].
  public func backward(
    _ dy: Matrix, _ saved: Saved, into gradient: inout LayerNorm, in context: PassContext
  ) -> Matrix {
    gradient.scale.addColumnSums(of: dy, times: saved.normalized, in: context)
    gradient.shift.addColumnSums(of: dy, in: context)
    return inputGradient(dy, saved, in: context)
  }
}

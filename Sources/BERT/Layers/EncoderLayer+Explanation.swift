import Tensors

// N tokens of all texts · M tokens whose output is computed · F of these with a frozen layer · C channels · I inner

extension EncoderLayer {
  /// The values that turn a layer into an affine map: the attention's probabilities, the norms' scales and the activation's
  /// gates are frozen at their values for one input.
  struct Frozen: Sendable {
    var queries: Matrix  // [F, C], which give the probabilities with the keys
    var keysValues: Matrix  // [N, 2C]
    var texts: Attention.Texts
    var attentionScale: Matrix?  // [F, 1], of the norm after the attention; with norms first [N, 1], before it
    var inner: Matrix  // [F, I], gated [F, 2I], before the activation
    var outputScale: Matrix  // [F, 1], of the norm after the feed-forward network, or before it
  }

  /// Computed rows of a layer, and the texts' offsets in them.
  typealias ExplainedRows = (rows: [Int], offsets: [Int])

  /// z [M, C] for x [N, C], and the frozen layer.
  ///
  /// - Parameter explained: the computed rows to freeze, and the texts' offsets in them; nil freezes all.
  func forwardFreezing(
    _ x: Matrix, _ shape: Shape, rows explained: ExplainedRows? = nil, in context: PassContext
  ) -> (z: Matrix, frozen: Frozen) {
    if shape.normalizesFirst { return preNormForwardFreezing(x, shape, rows: explained, in: context) }
    let queryInput = shape.gather(x)  // [M, C]
    let queries = query.forward(queryInput, in: context)  // [M, C]
    let keysValues = keyValue.forward(x, in: context)  // [N, 2C]
    let attended = shape.attention.forward(  // [M, C]
      queries: queries, keysValues: keysValues, shape.texts, in: context)
    let (y, attentionScale) = attentionNorm.forwardKeepingScale(  // [M, C]
      attentionOutput.forward(attended, in: context), adding: queryInput, epsilon: shape.epsilon, in: context)
    let inner = intermediate.forward(y.keeping(explained), in: context)  // [F, I]
    let activated =  // [M, I]
      explained == nil
      ? shape.activation.forward(inner, in: context)
      : intermediate.forward(y, then: shape.activation, in: context)
    let (z, outputScale) = outputNorm.forwardKeepingScale(  // [M, C]
      output.forward(activated, in: context), adding: y, epsilon: shape.epsilon, in: context)
    return (
      z,
      Frozen(
        queries: queries.keeping(explained), keysValues: keysValues, texts: shape.texts.keeping(explained),
        attentionScale: attentionScale.keeping(explained), inner: inner, outputScale: outputScale.keeping(explained))
    )
  }

  /// dx [N, C] for dz [M, C] through the frozen layer.
  func inputGradient(
    _ dz: Matrix, _ frozen: Frozen, _ shape: Shape, reference: Matrix?, in context: PassContext
  ) -> Matrix {
    let dQueryInput = attendedGradient(dz, frozen, shape, reference, context)  // [M, C]
    let dContext = attentionOutput.inputGradient(dQueryInput, in: context)  // [M, C]
    let dValues = shape.attention.valueGradientFreezingProbabilities(  // [N, C]
      dContext, queries: frozen.queries, keysValues: frozen.keysValues, frozen.texts, in: context)
    var dx = keyValue.inputGradient(ofLastOutputs: dValues, in: context)  // [N, C]
    if shape.normalizesFirst, let scale = frozen.attentionScale {
      dx = attentionNorm.inputGradientFreezingScale(dx, rstd: scale, in: context)
    }
    dx.addRows(of: dQueryInput, shape)
    return dx
  }

  /// The contribution of each token's value to the frozen rows of its text through the attention: Σ over rows and heads of
  /// p(j) · (g · v(j)), with g the gradient of the attention's context. Also the gradient [F, C] of the rows' input along the
  /// residual.
  func contributions(
    _ dz: Matrix, _ frozen: Frozen, _ shape: Shape, in context: PassContext
  ) -> (scores: [[Float]], residual: Matrix) {
    let dQueryInput = attendedGradient(dz, frozen, shape, nil, context)  // [F, C]
    let scores = shape.attention.contributions(
      contextGradient: attentionOutput.inputGradient(dQueryInput, in: context), queries: frozen.queries,
      keysValues: frozen.keysValues, frozen.texts, in: context)
    return (scores, dQueryInput)
  }

  /// The gradient [F, C] of the sum of attention and residual.
  private func attendedGradient(
    _ dz: Matrix, _ frozen: Frozen, _ shape: Shape, _ reference: Matrix?, _ context: PassContext
  ) -> Matrix {
    guard let attentionScale = frozen.attentionScale, !shape.normalizesFirst else {
      return preNormAttendedGradient(dz, frozen, shape, reference, context)
    }
    var dy = outputNorm.inputGradientFreezingScale(dz, rstd: frozen.outputScale, in: context)  // [F, C]
    let dActivated = output.inputGradient(dy, in: context)  // [F, I]
    let dInner =  // [F, I]
      reference.map {
        shape.activation.backwardFreezingMeanGate(dActivated, input: frozen.inner, from: $0, in: context)
      }
      ?? shape.activation.backwardFreezingGate(dActivated, input: frozen.inner, in: context)
    dy.add(intermediate.inputGradient(dInner, in: context))
    return attentionNorm.inputGradientFreezingScale(dy, rstd: attentionScale, in: context)
  }
}

extension Matrix {
  /// The explained rows of a layer's computed ones.
  func keeping(_ explained: EncoderLayer.ExplainedRows?) -> Matrix {
    explained.map { gatheringRows($0.rows) } ?? self
  }
}

extension Attention.Texts {
  /// The texts with the explained queries alone.
  func keeping(_ explained: EncoderLayer.ExplainedRows?) -> Attention.Texts {
    guard let explained else { return self }
    return Attention.Texts(
      queries: explained.offsets, keys: keys, positions: positions.isEmpty ? [] : explained.rows.map { positions[$0] })
  }
}

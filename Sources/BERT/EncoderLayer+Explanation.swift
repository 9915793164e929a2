import Tensors

// N tokens of all texts · M tokens whose output is computed · H of those the held ones · C channels · I inner

extension EncoderLayer {
  /// What makes a layer the affine map that it was for one input: held at their values, the attention's probabilities, the
  /// norms' scales and the activation's gates leave nothing that bends.
  struct Held: Sendable {
    var queries: Matrix  // [H, C], which with the keys gives the probabilities
    var keysValues: Matrix  // [N, 2C]
    var texts: Attention.Texts
    var attentionScale: Matrix  // [H, 1], of the norm behind the attention
    var inner: Matrix  // [H, I], before the activation
    var outputScale: Matrix  // [H, 1], of the norm at the end
  }

  /// z [M, C] for x [N, C], and the layer held.
  ///
  /// - Parameter held: the rows, of those computed, that are held, one a text; nil holds all.
  func forwardHolding(
    _ x: Matrix, _ shape: Shape, rows held: [Int]? = nil, in context: PassContext
  ) -> (z: Matrix, held: Held) {
    let queryInput = shape.rows.map { x.gatheringRows($0) } ?? x  // [M, C]
    let queries = query.forward(queryInput, in: context)  // [M, C]
    let keysValues = keyValue.forward(x, in: context)  // [N, 2C]
    let attended = shape.attention.forward(  // [M, C]
      queries: queries, keysValues: keysValues, shape.texts, in: context)
    let (y, attentionScale) = attentionNorm.forwardHoldingScale(  // [M, C]
      attentionOutput.forward(attended, in: context), adding: queryInput, epsilon: shape.epsilon, in: context)
    let inner = intermediate.forward(y, in: context)  // [M, I]
    let activated = shape.activation.forward(inner, in: context)  // [M, I]
    let (z, outputScale) = outputNorm.forwardHoldingScale(  // [M, C]
      output.forward(activated, in: context), adding: y, epsilon: shape.epsilon, in: context)
    func kept(_ matrix: Matrix) -> Matrix { held.map { matrix.gatheringRows($0) } ?? matrix }
    var texts = shape.texts
    if let held { texts.queries = Array(0...held.count) }
    return (
      z,
      Held(
        queries: kept(queries), keysValues: keysValues, texts: texts, attentionScale: kept(attentionScale),
        inner: kept(inner), outputScale: kept(outputScale))
    )
  }

  /// dx [N, C] for dz [M, C] through the layer that is held.
  func inputGradient(
    _ dz: Matrix, _ held: Held, _ shape: Shape, reference: Matrix?, in context: PassContext
  ) -> Matrix {
    let dQueryInput = attendedGradient(dz, held, shape, reference, context)  // [M, C]
    let dContext = attentionOutput.inputGradient(dQueryInput, in: context)  // [M, C]
    let dValues = shape.attention.valueGradientHoldingProbabilities(  // [N, C]
      dContext, queries: held.queries, keysValues: held.keysValues, held.texts, in: context)
    var dx = keyValue.inputGradient(ofLastOutputs: dValues, in: context)  // [N, C]
    if let rows = shape.rows { dx.addRows(of: dQueryInput, at: rows) } else { dx.add(dQueryInput) }
    return dx
  }

  /// What each token's value brought to the held rows, one a text, by way of the attention: Σ over heads of p(j) · (g · v(j)),
  /// with g the gradient of the attention's context. What did not come that way is passed on: the gradient [B, C] of the
  /// rows' input along the residual.
  func contributions(
    _ dz: Matrix, _ held: Held, _ shape: Shape, in context: PassContext
  ) -> (scores: [[Float]], residual: Matrix) {
    let dQueryInput = attendedGradient(dz, held, shape, nil, context)  // [B, C]
    let scores = shape.attention.contributions(
      contextGradient: attentionOutput.inputGradient(dQueryInput, in: context), queries: held.queries,
      keysValues: held.keysValues, held.texts, in: context)
    return (scores, dQueryInput)
  }

  /// The gradient [H, C] of what the first norm normalises, attention and residual.
  private func attendedGradient(
    _ dz: Matrix, _ held: Held, _ shape: Shape, _ reference: Matrix?, _ context: PassContext
  ) -> Matrix {
    var dy = outputNorm.inputGradientHoldingScale(dz, rstd: held.outputScale, in: context)  // [H, C]
    let dActivated = output.inputGradient(dy, in: context)  // [H, I]
    let dInner =  // [H, I]
      reference.map { shape.activation.backwardHoldingMeanGate(dActivated, input: held.inner, from: $0, in: context) }
      ?? shape.activation.backwardHoldingGate(dActivated, input: held.inner, in: context)
    dy.add(intermediate.inputGradient(dInner, in: context))
    return attentionNorm.inputGradientHoldingScale(dy, rstd: held.attentionScale, in: context)
  }
}

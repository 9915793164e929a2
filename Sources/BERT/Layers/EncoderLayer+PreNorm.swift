import Tensors

// N tokens of all texts · M tokens whose output is computed · F of these with a frozen layer · C channels · I inner

/// Layers with norms first (Xiong et al., "On Layer Normalization in the Transformer Architecture", 2020), rotary positions and a
/// gated feed-forward network, as ModernBERT has them (Warner et al., "Smarter, Better, Faster, Longer", 2024):
/// y = x + attention(norm(x)), z = y + network(norm(y)).
extension EncoderLayer {
  /// z [M, C] for x [N, C].
  func preNormForward(_ x: Matrix, _ shape: Shape, in context: PassContext) -> Matrix {
    let input = attentionInput(x, shape, context)  // [N, C]
    let (queries, keysValues) = rotated(shape.gather(input), input, shape, context)  // [M, C], [N, 2C]
    let attended = shape.attention.forward(  // [M, C]
      queries: queries, keysValues: keysValues, shape.texts, in: context)
    var y = attentionOutput.forward(attended, in: context)  // [M, C]
    y.add(shape.gather(x))
    let inner = intermediate.forward(  // [M, 2I]
      outputNorm.forward(y, epsilon: shape.epsilon, in: context), in: context)
    y.add(output.forward(GatedActivation(shape.activation).forward(inner, in: context), in: context))
    return y
  }

  func preNormForwardSaving(
    _ x: Matrix, _ shape: Shape, dropouts: Dropouts?, in context: PassContext
  ) -> (z: Matrix, saved: Saved) {
    var (input, inputNorm): (Matrix, LayerNorm.Saved?) = (x, nil)  // [N, C]
    if attentionNorm.scale.count > 0 {
      (input, inputNorm) = attentionNorm.forwardSaving(x, epsilon: shape.epsilon, in: context)
    }
    let queryInput = shape.gather(input)  // [M, C]
    let (queries, keysValues) = rotated(queryInput, input, shape, context)  // [M, C], [N, 2C]
    let (attentionContext, attention) = shape.attention.forwardSaving(  // [M, C]
      queries: queries, keysValues: keysValues, shape.texts, dropout: dropouts?.attention, in: context)
    var z = attentionOutput.forward(attentionContext, in: context)  // [M, C]
    dropouts?.attentionOutput?.apply(to: &z, in: context)
    z.add(shape.gather(x))
    let (y, outputNormSaved) = outputNorm.forwardSaving(z, epsilon: shape.epsilon, in: context)  // [M, C]
    let inner = intermediate.forward(y, in: context)  // [M, 2I]
    var activated = GatedActivation(shape.activation).forward(inner, in: context)  // [M, I]
    dropouts?.activated?.apply(to: &activated, in: context)
    z.add(output.forward(activated, in: context))
    let saved = Saved(
      x: input, queryInput: queryInput, queries: queries, keysValues: keysValues, attention: attention,
      context: attentionContext, attentionNorm: inputNorm, y: y, inner: inner, activated: activated,
      outputNorm: outputNormSaved, dropouts: dropouts)
    return (z, saved)
  }

  func preNormBackward(
    _ dz: Matrix, _ saved: Saved, _ shape: Shape, into gradient: inout EncoderLayer, in context: PassContext
  ) -> (dx: Matrix, dBias: Matrix?) {
    var dActivated = output.backward(  // [M, I]
      dz, input: saved.activated, into: &gradient.output, in: context)
    saved.dropouts?.activated?.apply(to: &dActivated, in: context)
    let dInner = GatedActivation(shape.activation).backward(dActivated, input: saved.inner, in: context)  // [M, 2I]
    let dNormalized = intermediate.backward(  // [M, C]
      dInner, input: saved.y, into: &gradient.intermediate, in: context)
    var dy = outputNorm.backward(  // [M, C]
      dNormalized, saved.outputNorm, into: &gradient.outputNorm, in: context)
    dy.add(dz)

    var dAttended = dy  // [M, C]
    saved.dropouts?.attentionOutput?.apply(to: &dAttended, in: context)
    let dContext = attentionOutput.backward(  // [M, C]
      dAttended, input: saved.context, into: &gradient.attentionOutput, in: context)
    var (dQueries, dKeysValues, dBias) = shape.attention.backward(
      dContext, queries: saved.queries, keysValues: saved.keysValues, saved.attention,
      dropout: saved.dropouts?.attention, in: context)
    let heads = shape.attention.heads
    shape.rotary?.undo(in: &dQueries, heads: heads, positions: shape.texts.positions, in: context)
    shape.rotary?.undo(in: &dKeysValues, heads: heads, positions: shape.texts.keyPositions, in: context)
    let dQueryInput = query.backward(  // [M, C]
      dQueries, input: saved.queryInput, into: &gradient.query, in: context)
    var dx = keyValue.backward(  // [N, C]
      dKeysValues, input: saved.x, into: &gradient.keyValue, in: context)
    dx.addRows(of: dQueryInput, shape)
    if let norm = saved.attentionNorm {
      dx = attentionNorm.backward(dx, norm, into: &gradient.attentionNorm, in: context)
    }
    dx.addRows(of: dy, shape)
    return (dx, dBias)
  }

  /// z [M, C], and the frozen layer; `rows` as in `forwardFreezing`.
  func preNormForwardFreezing(
    _ x: Matrix, _ shape: Shape, rows explained: ExplainedRows?, in context: PassContext
  ) -> (z: Matrix, frozen: Frozen) {
    var (input, inputScale): (Matrix, Matrix?) = (x, nil)  // [N, C], [N, 1]
    if attentionNorm.scale.count > 0 {
      (input, inputScale) = attentionNorm.forwardKeepingScale(x, epsilon: shape.epsilon, in: context)
    }
    let (queries, keysValues) = rotated(shape.gather(input), input, shape, context)  // [M, C], [N, 2C]
    let attended = shape.attention.forward(  // [M, C]
      queries: queries, keysValues: keysValues, shape.texts, in: context)
    var z = attentionOutput.forward(attended, in: context)  // [M, C]
    z.add(shape.gather(x))
    let (y, outputScale) = outputNorm.forwardKeepingScale(z, epsilon: shape.epsilon, in: context)  // [M, C], [M, 1]
    let inner = intermediate.forward(y, in: context)  // [M, 2I]
    z.add(output.forward(GatedActivation(shape.activation).forward(inner, in: context), in: context))
    return (
      z,
      Frozen(
        queries: queries.keeping(explained), keysValues: keysValues, texts: shape.texts.keeping(explained),
        attentionScale: inputScale, inner: inner.keeping(explained), outputScale: outputScale.keeping(explained))
    )
  }

  /// The gradient [F, C] of y, the input of the second norm and of the residual.
  func preNormAttendedGradient(
    _ dz: Matrix, _ frozen: Frozen, _ shape: Shape, _ reference: Matrix?, _ context: PassContext
  ) -> Matrix {
    let dInner = GatedActivation(shape.activation).backwardFreezingGate(  // [F, 2I]
      output.inputGradient(dz, in: context), input: frozen.inner, from: reference, in: context)
    var dy = outputNorm.inputGradientFreezingScale(  // [F, C]
      intermediate.inputGradient(dInner, in: context), rstd: frozen.outputScale, in: context)
    dy.add(dz)
    return dy
  }

  /// The input [N, C] of the attention.
  private func attentionInput(_ x: Matrix, _ shape: Shape, _ context: PassContext) -> Matrix {
    attentionNorm.scale.count > 0 ? attentionNorm.forward(x, epsilon: shape.epsilon, in: context) : x
  }

  /// Queries [M, C] and keys beside values [N, 2C], of which queries and keys are rotated.
  private func rotated(
    _ queryInput: Matrix, _ input: Matrix, _ shape: Shape, _ context: PassContext
  ) -> (queries: Matrix, keysValues: Matrix) {
    var queries = query.forward(queryInput, in: context)
    var keysValues = keyValue.forward(input, in: context)
    let heads = shape.attention.heads
    shape.rotary?.apply(to: &queries, heads: heads, positions: shape.texts.positions, in: context)
    shape.rotary?.apply(to: &keysValues, heads: heads, positions: shape.texts.keyPositions, in: context)
    return (queries, keysValues)
  }
}

extension Matrix {
  /// Adds the computed rows [M, C] of a layer to their places among all tokens [N, C].
  mutating func addRows(of computed: Matrix, _ shape: EncoderLayer.Shape) {
    if let rows = shape.rows { addRows(of: computed, at: rows) } else { add(computed) }
  }
}

import Tensors

// N tokens of all texts · M tokens whose output is computed · C channels · I inner

extension EncoderLayer {
  /// What makes a layer the affine map that it was for one input: held at their values, the attention's probabilities, the
  /// norms' scales and the activation's gates leave nothing that bends.
  struct Held: Sendable {
    var attention: Attention.Saved
    var attentionNorm: LayerNorm.Saved  // [M, C]
    var inner: Matrix  // [M, I], before the activation
    var reference: Matrix?  // [1, I], where the way begins over which the gates are averaged
    var outputNorm: LayerNorm.Saved  // [M, C]

    init(_ saved: Saved, reference: Matrix? = nil) {
      self.reference = reference
      (attention, attentionNorm, inner) = (saved.attention, saved.attentionNorm.scaleAlone, saved.inner)
      outputNorm = saved.outputNorm.scaleAlone
    }
  }

  /// dx [N, C] for dz [M, C] through the layer that is held.
  func inputGradient(_ dz: Matrix, _ held: Held, _ shape: Shape) -> Matrix {
    let dQueryInput = attendedGradient(dz, held, shape)  // [M, C]
    let dContext = attentionOutput.inputGradient(dQueryInput)  // [M, C]
    let dValues = shape.attention.valueGradientHoldingProbabilities(dContext, held.attention)  // [N, C]
    var dx = keyValue.inputGradient(ofLastOutputs: dValues)  // [N, C]
    if let rows = shape.rows { dx.addRows(of: dQueryInput, at: rows) } else { dx.add(dQueryInput) }
    return dx
  }

  /// The gradient of the attention's context [M, C] for dz [M, C], through the layer that is held.
  func contextGradient(_ dz: Matrix, _ held: Held, _ shape: Shape) -> Matrix {
    attentionOutput.inputGradient(attendedGradient(dz, held, shape))
  }

  /// That of what the first norm normalises, attention and residual [M, C].
  private func attendedGradient(_ dz: Matrix, _ held: Held, _ shape: Shape) -> Matrix {
    var dy = outputNorm.inputGradientHoldingScale(dz, held.outputNorm)  // [M, C]
    let dActivated = output.inputGradient(dy)  // [M, I]
    let dInner =  // [M, I]
      held.reference.map { shape.activation.backwardHoldingMeanGate(dActivated, input: held.inner, from: $0) }
      ?? shape.activation.backwardHoldingGate(dActivated, input: held.inner)
    dy.add(intermediate.inputGradient(dInner))
    return attentionNorm.inputGradientHoldingScale(dy, held.attentionNorm)
  }
}

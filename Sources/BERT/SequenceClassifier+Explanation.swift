public import Tensors

// B texts · N tokens · C channels · L labels

extension SequenceClassifier {
  /// Logits [B, L] and, from the same pass, how much each token did for the likeliest label of its text.
  ///
  /// The pass is held as the map that it was for this input: the attention's probabilities, the norms' scales and the
  /// activations' gates keep their values, so that the encoder is affine in its embeddings, and gradient × input of that map
  /// splits the logit without a remainder but the biases' share (Ali et al., "XAI for Transformers: Better Explanations
  /// through Conservative Propagation", ICML 2022; gates as in Achtibat et al., "AttnLRP", ICML 2024). The true gradient
  /// lacks all that points along a normalised row, so that where the model is sure, the words that decided come out as
  /// opposing.
  ///
  /// - Parameter reference: averages the activations' gates on the way from there; without it they have their last value.
  public func forwardExplaining(
    _ batch: Batch, _ method: Propagation = .lastLayer, reference: ExplanationReference? = nil
  ) -> (logits: Matrix, attributions: [Attribution]) {
    switch method {
    case .lastLayer: explainingLastLayer(batch, reference)
    case .allLayers(let part): explainingAllLayers(batch, part, reference)
    }
  }

  /// With g the gradient with respect to the last layer's context of [CLS]:
  /// score(j) = Σ over heads of attention([CLS], j) · (g · value(j)). The scores of a text sum to g · context. Only one row
  /// a text goes backward, through one layer, hence the price of about a thousandth of a pass. Attention × gradient is that
  /// of Chefer et al., "Transformer Interpretability Beyond Attention Visualization", CVPR 2021, here signed and for the
  /// [CLS] row alone.
  private func explainingLastLayer(
    _ batch: Batch, _ reference: ExplanationReference?
  ) -> (logits: Matrix, attributions: [Attribution]) {
    var x = embeddings.forward(batch, embeddingsShape)  // [N, C]
    let last = layers.count - 1
    for index in 0..<last { x = layers[index].forward(x, shape(batch, layer: index)) }
    let lastShape = shape(batch, layer: last)
    let (z, saved) = layers[last].forwardSaving(x, lastShape)  // [B, C]
    let (logits, contrast, dz) = headHeld(z)
    let held = EncoderLayer.Held(saved, reference: reference?.inner[last])
    let g = layers[last].contextGradient(dz, held, lastShape)  // [B, C]
    let scores = lastShape.attention.contributions(
      contextGradient: g, keysValues: saved.keysValues, saved.attention)
    return (logits, zip(scores, contrast).map { Attribution(scores: $0, contrast: $1) })
  }

  /// score(j) = g(j) · embedding(j), with g the gradient with respect to the sum of embeddings.
  private func explainingAllLayers(
    _ batch: Batch, _ part: Propagation.EmbeddingPart, _ reference: ExplanationReference?
  ) -> (logits: Matrix, attributions: [Attribution]) {
    var (x, norm) = embeddings.forwardHolding(batch, embeddingsShape)  // [N, C]
    var held: [EncoderLayer.Held] = []
    for index in layers.indices {
      let (z, saved) = layers[index].forwardSaving(x, shape(batch, layer: index))
      held.append(EncoderLayer.Held(saved, reference: reference?.inner[index]))
      x = z
    }
    let (logits, contrast, dz) = headHeld(x)
    var dx = dz  // [B, C], below the last layer [N, C]
    for index in layers.indices.reversed() {
      dx = layers[index].inputGradient(dx, held[index], shape(batch, layer: index))
    }
    let products = embeddings.norm.inputGradientHoldingScale(dx, norm)  // [N, C]
      .rowProducts(with: embeddings.inputs(batch, embeddingsShape, part))
    let attributions = contrast.enumerated().map { text, contrast in
      Attribution(scores: Array(products[batch.offsets[text]..<batch.offsets[text + 1]]), contrast: contrast)
    }
    return (logits, attributions)
  }

  /// Logits [B, L] for the [CLS] rows z [B, C], what `contrast` takes from each row of them, and the gradient of that [B, C].
  private func headHeld(_ z: Matrix) -> (logits: Matrix, contrast: [Float], dz: Matrix) {
    let kind = configuration.family.head
    let (logits, saved) = head.forwardSaving(z, kind)
    let gradient = Self.contrast(logits, configuration.problem)  // [B, L]
    return (logits, gradient.rowProducts(with: logits), head.inputGradientHoldingGates(gradient, saved, kind))
  }

  /// The gradient [B, L] of what speaks for the likeliest label: its logit, less the mean of the others' where only one
  /// label can hold. An only output speaks for itself.
  ///
  /// - Parameter labels: to be explained in place of the likeliest.
  static func contrast(_ logits: Matrix, _ problem: Problem, labels: [Int]? = nil) -> Matrix {
    var gradient = Matrix(rows: logits.rows, columns: logits.columns)
    for row in 0..<logits.rows {
      let best = labels?[row] ?? logits.indexOfMaximum(row: row)
      for label in 0..<logits.columns where label == best || problem == .singleLabel {
        gradient[row, label] = label == best ? 1 : -1 / Float(logits.columns - 1)
      }
    }
    return gradient
  }
}

extension Embeddings {
  /// x [N, C] and the norm's scale.
  fileprivate func forwardHolding(_ batch: Batch, _ shape: Shape) -> (x: Matrix, norm: LayerNorm.Saved) {
    let (x, saved) = forwardSaving(batch, shape, dropout: nil)
    return (x, saved.norm.scaleAlone)
  }

  /// What a token's score counts of its embedding [N, C].
  fileprivate func inputs(_ batch: Batch, _ shape: Shape, _ part: Propagation.EmbeddingPart) -> Matrix {
    switch part {
    case .word: return word.gatheringRows(batch.ids)
    case .whole: return sum(batch, shape)
    case .wordLessPadding:
      var x = word.gatheringRows(batch.ids)
      x.add(word.gatheringRows(Array(repeating: shape.padding ?? 0, count: batch.ids.count)), scaledBy: -1)
      return x
    }
  }
}

public import Tensors

// B texts · N tokens · C channels · L labels

extension SequenceClassifier {
  /// Logits [B, L] and, from the same pass, each token's contribution to the likeliest label of its text.
  ///
  /// The attention's probabilities, the norms' scales and the activations' gates are frozen at their values for this input.
  /// The encoder is then affine in its embeddings, and gradient × input splits the logit completely, except for the share of
  /// the biases (Ali et al., "XAI for Transformers: Better Explanations through Conservative Propagation", ICML 2022; gates
  /// as in Achtibat et al., "AttnLRP", ICML 2024). The true gradient has no component along a normalised row; where the model
  /// is sure, it shows the decisive words as opposing.
  ///
  /// - Parameter reference: the start of the path over which all layers' gates are averaged; nil freezes each gate at its value.
  public func forwardExplaining(
    _ batch: Batch, _ propagation: Propagation, reference: ExplanationReference? = nil, in context: PassContext
  ) throws(CancellationError) -> (logits: Matrix, attributions: [Attribution]) {
    switch propagation {
    case .lastLayers(let count): try explainingLastLayers(batch, max(1, min(count, layers.count)), context)
    case .allLayers(let part): try explainingAllLayers(batch, part, reference, context)
    }
  }

  /// Attention × gradient, signed, for the [CLS] row (Chefer et al., "Transformer Interpretability Beyond Attention
  /// Visualization", CVPR 2021), in the last layers: with g the gradient with respect to a layer's context of [CLS],
  /// score(j) = Σ over layers and heads of attention([CLS], j) · (g · value(j)). The scores of a text sum to Σ g · context.
  ///
  /// From one layer to the next below, the gradient follows only [CLS], along the residual. Information that reached [CLS]
  /// through other tokens thus counts as theirs, and only one row of each text goes backward, at a hundredth of the cost of a
  /// pass.
  private func explainingLastLayers(
    _ batch: Batch, _ count: Int, _ context: PassContext
  ) throws(CancellationError) -> (logits: Matrix, attributions: [Attribution]) {
    let explained = layers.count - count..<layers.count
    var x = embeddings.forward(batch, embeddingsShape, in: context)  // [N, C], behind the last layer [B, C]
    for index in 0..<explained.lowerBound {
      try context.checkCancellation()
      x = layers[index].forward(x, shape(batch, layer: index, context), in: context)
    }
    let frozen = try explained.map { index throws(CancellationError) in
      try context.checkCancellation()
      let shape = shape(batch, layer: index, context)
      let (z, frozen) = layers[index].forwardFreezing(
        x, shape, rows: shape.rows == nil ? batch.starts : nil, in: context)
      x = z
      return frozen
    }
    var (logits, contrast, dz) = frozenHead(x, context)
    var scores = batch.offsets.indices.dropLast().map { text in
      [Float](repeating: 0, count: batch.offsets[text + 1] - batch.offsets[text])
    }
    for (index, frozen) in zip(explained, frozen).reversed() {
      let (found, residual) = layers[index].contributions(
        dz, frozen, shape(batch, layer: index, context), in: context)
      for (text, found) in found.enumerated() { for token in found.indices { scores[text][token] += found[token] } }
      dz = residual
    }
    return (logits, zip(scores, contrast).map { Attribution(scores: $0, contrast: $1) })
  }

  /// score(j) = g(j) · embedding(j), with g the gradient with respect to the sum of embeddings.
  private func explainingAllLayers(
    _ batch: Batch, _ part: Propagation.EmbeddingPart, _ reference: ExplanationReference?,
    _ context: PassContext
  ) throws(CancellationError) -> (logits: Matrix, attributions: [Attribution]) {
    var (x, scale) = embeddings.norm.forwardKeepingScale(  // [N, C], [N, 1]
      embeddings.sum(batch, embeddingsShape), epsilon: embeddingsShape.epsilon, in: context)
    let frozen = try layers.indices.map { index throws(CancellationError) in
      try context.checkCancellation()
      let (z, frozen) = layers[index].forwardFreezing(x, shape(batch, layer: index, context), in: context)
      x = z
      return frozen
    }
    var (logits, contrast, dx) = frozenHead(x, context)  // [B, C], below the last layer [N, C]
    for (index, frozen) in zip(layers.indices, frozen).reversed() {
      try context.checkCancellation()
      dx = layers[index].inputGradient(
        dx, frozen, shape(batch, layer: index, context), reference: reference?.inner[index], in: context)
    }
    let products = embeddings.norm.inputGradientFreezingScale(dx, rstd: scale, in: context)  // [N, C]
      .rowProducts(with: embeddings.inputs(batch, embeddingsShape, part))
    return (logits, batch.attributions(products, contrast))
  }

  /// Logits [B, L] for the [CLS] rows z [B, C], the contrast of each row, and its gradient [B, C].
  private func frozenHead(
    _ z: Matrix, _ context: PassContext
  ) -> (logits: Matrix, contrast: [Float], dz: Matrix) {
    let kind = configuration.family.head
    let (logits, saved) = head.forwardSaving(z, kind, in: context)
    let gradient = Self.contrast(logits, configuration.problem)  // [B, L]
    let dz = head.inputGradientFreezingGates(gradient, saved, kind, in: context)
    return (logits, gradient.rowProducts(with: logits), dz)
  }

  /// The gradient [B, L] of the contrast: the likeliest label's logit, minus the mean of the other logits if labels exclude
  /// each other. The contrast of a single output is that output.
  ///
  /// - Parameter labels: the labels to explain in place of the likeliest.
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
  /// The part of each token's embedding [N, C] that its score counts.
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

public import Tensors

// B texts · N tokens · M tokens that heads read · C channels · L labels

/// The output that an explanation splits between the tokens.
public enum ExplainedOutput: Sendable, Hashable {
  /// The likeliest label of the main head, against the next likeliest.
  case likeliestLabel
  /// A label of the main head for each text.
  case labels([Contrast])
  /// An output of a further head that reads [CLS], by the head's index.
  case label(Contrast, ofHead: Int)
  /// The type of a span, which the words that the batch reads form, of a further head, both by index.
  case type(Int, ofHead: Int)

  /// Whether it depends on words instead of [CLS].
  var readsWords: Bool { if case .type = self { true } else { false } }
}

extension SequenceClassifier {
  /// Logits [B, L] of the main head and, from the same pass, the last hidden state [M, C] and each token's contribution to an
  /// output for its text.
  ///
  /// The attention's probabilities, the norms' scales and the activations' gates are frozen at their values for this input.
  /// The encoder is then affine in its embeddings, and gradient × input splits the logit completely, except for the share of
  /// the biases (Ali et al., "XAI for Transformers: Better Explanations through Conservative Propagation", ICML 2022; gates
  /// as in Achtibat et al., "AttnLRP", ICML 2024). The true gradient has no component along a normalised row; where the model
  /// is sure, it shows the decisive words as opposing.
  ///
  /// - Parameter reference: the start of the path over which all layers' gates are averaged; nil freezes each gate at its value.
  public func forwardExplaining(
    _ batch: Batch, _ propagation: Propagation, of output: ExplainedOutput = .likeliestLabel,
    reference: ExplanationReference? = nil, in context: PassContext
  ) throws(CancellationError) -> (logits: Matrix, hidden: Matrix, attributions: [Attribution]) {
    // Rows that the output does not depend on are not followed backward.
    let explained = output.readsWords ? batch : batch.readingStarts
    return switch propagation {
    case .lastLayers(let count):
      try explainingLastLayers(batch, explained, output, max(1, min(count, layers.count)), context)
    case .allLayers(let part): try explainingAllLayers(batch, explained, output, part, reference, context)
    }
  }

  /// Attention × gradient, signed, for the [CLS] row (Chefer et al., "Transformer Interpretability Beyond Attention
  /// Visualization", CVPR 2021), in the last layers: with g the gradient with respect to a layer's context of [CLS],
  /// score(j) = Σ over layers and heads of attention([CLS], j) · (g · value(j)). The scores of a text sum to Σ g · context.
  /// For a span, the rows of its words take the place of that of [CLS].
  ///
  /// From one layer to the next below, the gradient follows only these rows, along the residual. Information that reached them
  /// through other tokens thus counts as theirs, and only few rows of each text go backward, at a hundredth of the cost of a
  /// pass.
  private func explainingLastLayers(
    _ batch: Batch, _ explained: Batch, _ output: ExplainedOutput, _ count: Int, _ context: PassContext
  ) throws(CancellationError) -> (logits: Matrix, hidden: Matrix, attributions: [Attribution]) {
    let last = layers.count - count..<layers.count
    let followed = followed(explained)
    var x = embeddings.forward(batch, embeddingsShape, in: context)  // [N, C], behind the last layer [M, C]
    for index in 0..<last.lowerBound {
      try context.checkCancellation()
      x = layers[index].forward(x, shape(batch, layer: index, context), in: context)
    }
    let frozen = try last.map { index throws(CancellationError) in
      try context.checkCancellation()
      let shape = shape(batch, layer: index, context)
      let rows = shape.rows == nil ? followed.read : batch.places(of: explained)
      let (z, frozen) = layers[index].forwardFreezing(
        x, shape, rows: rows.map { ($0, followed.readOffsets) }, in: context)
      let input = x
      x = z
      if index == layers.count - 1 { setStarts(of: &x, input: input, batch, in: context) }
      return frozen
    }
    let hidden = finish(x, batch, in: context)  // [M, C]
    let (contrast, dHidden) = frozenHead(hidden, batch, explained, output, context)  // [B], [explained rows, C]
    var dz = finishGradientFreezingScale(dHidden, output: x, batch, explained, in: context)  // [followed rows, C]
    var scores = batch.offsets.indices.dropLast().map { text in
      [Float](repeating: 0, count: batch.offsets[text + 1] - batch.offsets[text])
    }
    for (index, frozen) in zip(last, frozen).reversed() {
      let (found, residual) = layers[index].contributions(
        dz, frozen, shape(followed, layer: index, context), in: context)
      for (text, found) in found.enumerated() { for token in found.indices { scores[text][token] += found[token] } }
      dz = residual
    }
    let attributions = zip(scores, contrast).map { Attribution(scores: $0, contrast: $1) }
    return (logits(hidden, batch, in: context), hidden, attributions)
  }

  /// score(j) = g(j) · embedding(j), with g the gradient with respect to the sum of embeddings.
  private func explainingAllLayers(
    _ batch: Batch, _ explained: Batch, _ output: ExplainedOutput, _ part: Propagation.EmbeddingPart,
    _ reference: ExplanationReference?, _ context: PassContext
  ) throws(CancellationError) -> (logits: Matrix, hidden: Matrix, attributions: [Attribution]) {
    let (normalized, scale) = embeddings.norm.forwardKeepingScale(  // [N, E], [N, 1]
      embeddings.sum(batch, embeddingsShape), epsilon: embeddingsShape.epsilon, in: context)
    var x = embeddings.project(normalized, in: context)  // [N, C]
    let frozen = try layers.indices.map { index throws(CancellationError) in
      try context.checkCancellation()
      let shape = shape(batch, layer: index, context)
      let rows = shape.rows == nil ? nil : batch.places(of: explained)
      let (z, frozen) = layers[index].forwardFreezing(
        x, shape, rows: rows.map { ($0, explained.readOffsets) }, in: context)
      let input = x
      x = z
      if index == layers.count - 1 { setStarts(of: &x, input: input, batch, in: context) }
      return frozen
    }
    let hidden = finish(x, batch, in: context)  // [M, C]
    let (contrast, dHidden) = frozenHead(hidden, batch, explained, output, context)
    var dx = finishGradientFreezingScale(  // below the last layer [N, C]
      dHidden, output: x, batch, explained, in: context)
    for (index, frozen) in zip(layers.indices, frozen).reversed() {
      try context.checkCancellation()
      dx = layers[index].inputGradient(
        dx, frozen, shape(explained, layer: index, context),
        reference: reference?.inner(ofLayer: index, readsWords: output.readsWords), in: context)
    }
    let products = embeddings.norm.inputGradientFreezingScale(  // [N, E]
      embeddings.projectionGradient(dx, in: context), rstd: scale, in: context
    )
    .rowProducts(with: embeddings.inputs(batch, embeddingsShape, part))
    return (logits(hidden, batch, in: context), hidden, batch.attributions(products, contrast))
  }

  /// The contrast [B] of an output for a last hidden state [M, C], and its gradient [explained rows, C].
  private func frozenHead(
    _ hidden: Matrix, _ batch: Batch, _ explained: Batch, _ output: ExplainedOutput, _ context: PassContext
  ) -> (contrast: [Float], dz: Matrix) {
    let z = batch.places(of: explained).map { hidden.gatheringRows($0) } ?? hidden
    switch output {
    case .likeliestLabel, .labels:
      let (logits, saved) = head.forwardSaving(z, headShape, in: context)
      let contrasts =
        if case .labels(let contrasts) = output { contrasts } else { Self.contrasts(logits, configuration.problem) }
      let gradient = contrasts.gradient(labelCount: logits.columns)  // [B, L]
      return (
        gradient.rowProducts(with: logits), head.inputGradientFreezingGates(gradient, saved, headShape, in: context)
      )
    case .label(let contrast, let index):
      let head = taskHeads[index]
      let logits = head.forward(z, in: context)  // [B, L]
      let gradient = Array(repeating: contrast, count: explained.count).gradient(labelCount: logits.columns)
      return (gradient.rowProducts(with: logits), head.classifier.inputGradient(gradient, in: context))
    case .type(let type, let index):
      let head = taskHeads[index]
      let logits = head.forward(z, in: context)  // [explained rows, L]
      let gradient = SpanTags(head.labels).contrast(ofType: type, explained)
      let products = gradient.rowProducts(with: logits)
      let contrast = zip(explained.readOffsets, explained.readOffsets.dropFirst()).map { start, end in
        products[start..<end].reduce(0, +)
      }
      return (contrast, head.classifier.inputGradient(gradient, in: context))
    }
  }

  /// The contrast of each text's likeliest label, for logits [B, L].
  static func contrasts(_ logits: Matrix, _ problem: Problem) -> [Contrast] {
    (0..<logits.rows).map { Contrast(logits.row($0), problem) }
  }
}

extension SpanTags {
  /// The gradient [M, L] of the contrast of a type: over the words of a span the mean of its tags' mean logit, minus the mean
  /// logit of the tags of all other types; without other types, minus that of the tags outside.
  fileprivate func contrast(ofType type: Int, _ batch: Batch) -> Matrix {
    let own = indices(ofType: type)
    let others = types.count > 1 ? types.indices.filter { $0 != type }.flatMap(indices) : outside
    var gradient = Matrix(rows: batch.read.count, columns: roles.count)
    for (start, end) in zip(batch.readOffsets, batch.readOffsets.dropFirst()) {
      for row in start + 1..<max(start + 1, end) {
        for tag in own { gradient[row, tag] = 1 / Float(own.count * (end - start - 1)) }
        for tag in others { gradient[row, tag] = -1 / Float(others.count * (end - start - 1)) }
      }
    }
    return gradient
  }
}

extension Embeddings {
  /// The part of each token's embedding [N, E] that its score counts.
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

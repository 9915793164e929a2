public import Tensors

// B texts · N tokens · C channels · L labels

extension SequenceClassifier {
  /// Logits [B, L] and gradient × input: for each token the product of its embedding with the gradient of the likeliest
  /// label's contrast (Shrikumar et al., "Learning Important Features Through Propagating Activation Differences", ICML
  /// 2017, section 3.1).
  public func forwardWithGradientTimesInput(
    _ batch: Batch, in context: PassContext
  ) throws(CancellationError) -> (logits: Matrix, attributions: [Attribution]) {
    let input = embeddings.sum(batch, embeddingsShape)  // [N, C]
    var scratch = SequenceClassifier(zeros: configuration, taskHeads: taskHeads)
    let (logits, gradient) = try embeddingGradient(batch, input, contrasts: nil, &scratch, context)
    return (logits, attributions(batch, logits, gradient, input))
  }

  /// Logits [B, L] and integrated gradients from a text of padding tokens with the same special tokens. The path to the text
  /// has `steps` steps, with the gradient taken in the middle of each (Sundararajan et al., "Axiomatic Attribution for Deep
  /// Networks", ICML 2017, equation 3). The scores sum to the difference of the contrasts at both ends, up to the error of the
  /// sum.
  public func forwardWithIntegratedGradients(
    _ batch: Batch, steps: Int, in context: PassContext
  ) throws(CancellationError) -> (logits: Matrix, attributions: [Attribution]) {
    let input = embeddings.sum(batch, embeddingsShape)  // [N, C]
    var path = input  // input − baseline
    path.add(embeddings.sum(batch.replacingWords(by: configuration.paddingID ?? 0), embeddingsShape), scaledBy: -1)
    let logits = try forward(batch, in: context)
    let contrasts = Self.contrasts(logits, configuration.problem)
    var scratch = SequenceClassifier(zeros: configuration, taskHeads: taskHeads)
    var total = Matrix(rows: input.rows, columns: input.columns)  // [N, C]
    for step in 0..<steps {
      var point = input
      point.add(path, scaledBy: (Float(step) + 0.5) / Float(steps) - 1)
      let gradient = try embeddingGradient(batch, point, contrasts: contrasts, &scratch, context).gradient
      total.add(gradient, scaledBy: 1 / Float(steps))
    }
    return (logits, attributions(batch, logits, total, path))
  }

  private func attributions(
    _ batch: Batch, _ logits: Matrix, _ gradient: Matrix, _ input: Matrix
  ) -> [Attribution] {
    let contrast = Self.contrasts(logits, configuration.problem).gradient(labelCount: logits.columns)
      .rowProducts(with: logits)
    return batch.attributions(gradient.rowProducts(with: input), contrast)
  }

  /// Logits [B, L] for these embeddings [N, C] in place of the batch's, and the gradient [N, C] of the contrasts; nil means
  /// those of each text's likeliest label.
  ///
  /// - Parameter scratch: receives the weights' gradients, which are not used.
  private func embeddingGradient(
    _ batch: Batch, _ sum: Matrix, contrasts: [Contrast]?, _ scratch: inout SequenceClassifier,
    _ context: PassContext
  ) throws(CancellationError) -> (logits: Matrix, gradient: Matrix) {
    let (normalized, norm) = embeddings.norm.forwardSaving(  // [N, E]
      sum, epsilon: embeddingsShape.epsilon, in: context)
    var x = embeddings.project(normalized, in: context)  // [N, C]
    var saved: [EncoderLayer.Saved] = []
    for index in layers.indices {
      try context.checkCancellation()
      let (z, savedLayer) = layers[index].forwardSaving(x, shape(batch, layer: index, context), in: context)
      saved.append(savedLayer)
      x = z
    }
    let (hidden, savedNorm) = finishSaving(x, batch, in: context)
    let (logits, savedHead) = head.forwardSaving(hidden, headShape, in: context)
    let dLogits = (contrasts ?? Self.contrasts(logits, configuration.problem)).gradient(labelCount: logits.columns)
    let dHidden = head.backward(dLogits, savedHead, headShape, into: &scratch.head, in: context)
    var dx = finishBackward(dHidden, savedNorm, batch, into: &scratch, in: context)
    for index in layers.indices.reversed() {
      dx =
        layers[index].backward(
          dx, saved[index], shape(batch, layer: index, context), into: &scratch.layers[index], in: context
        ).dx
    }
    return (
      logits,
      embeddings.norm.inputGradient(embeddings.projectionGradient(dx, in: context), norm, in: context)
    )
  }
}

extension Batch {
  /// Replaces all tokens between the first and the last of each text.
  fileprivate func replacingWords(by id: Int) -> Batch {
    Batch(
      (0..<count).map { text in
        let ids = ids[offsets[text]..<offsets[text + 1]]
        return ids.enumerated().map { $0.offset == 0 || $0.offset == ids.count - 1 ? $0.element : id }
      })
  }
}

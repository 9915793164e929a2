public import Tensors

// B texts · C channels · L labels

extension SequenceClassifier {
  /// Logits [B, L] and, from the same pass, how much each token's value supported the likeliest label through the last
  /// layer's attention from [CLS]: one score a token, above zero where it supports the label.
  ///
  /// With g the gradient, with respect to the last layer's context of [CLS], of what `contrast` takes from the logits:
  /// score(j) = Σ over heads of attention([CLS], j) · (g · value(j)). The scores of a text sum to
  /// g · context. Only one row a text goes backward, through one layer, hence the price of about a thousandth of a pass.
  /// Attention × gradient is that of Chefer et al., "Transformer Interpretability Beyond Attention Visualization", CVPR
  /// 2021, here signed and for the [CLS] row alone. The backward pass holds the norms' scales and the activations' gates
  /// at their values (Ali et al., "XAI for Transformers: Better Explanations through Conservative Propagation", ICML
  /// 2022): the true gradient lacks all that points along a normalised row, so that where the model is sure, the words
  /// that decided came out as opposing (the strongest word of 21 % of the treebank's sentences, with gates held 3 %).
  public func forwardExplaining(_ batch: Batch) -> (logits: Matrix, scores: [[Float]]) {
    let kind = configuration.family.head
    var x = embeddings.forward(batch, embeddingsShape)  // [N, C]
    let last = layers.count - 1
    for index in 0..<last { x = layers[index].forward(x, shape(batch, layer: index)) }
    let lastShape = shape(batch, layer: last)
    let (z, saved) = layers[last].forwardSaving(x, lastShape)  // [B, C]
    let (logits, savedHead) = head.forwardSaving(z, kind)  // [B, L]
    let dz = head.inputGradientHoldingGates(Self.contrast(logits, configuration.problem), savedHead, kind)  // [B, C]
    let g = layers[last].contextGradientHoldingGates(dz, saved, lastShape)  // [B, C]
    let scores = Attention(heads: configuration.headCount)
      .contributions(contextGradient: g, keysValues: saved.keysValues, saved.attention)
    return (logits, scores)
  }

  /// The gradient [B, L] of what speaks for the likeliest label: its logit, less the mean of the others' where only one
  /// label can hold. An only output speaks for itself.
  static func contrast(_ logits: Matrix, _ problem: Problem) -> Matrix {
    var gradient = Matrix(rows: logits.rows, columns: logits.columns)
    for row in 0..<logits.rows {
      let best = logits.indexOfMaximum(row: row)
      for label in 0..<logits.columns where label == best || problem == .singleLabel {
        gradient[row, label] = label == best ? 1 : -1 / Float(logits.columns - 1)
      }
    }
    return gradient
  }
}

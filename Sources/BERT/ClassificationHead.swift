public import Tensors

// B texts · C channels · L labels

/// From [CLS] to logits: a pooler with tanh, then one linear layer (transformers' `BertForSequenceClassification`).
public struct ClassificationHead: Sendable {
  /// Before tanh.
  public var pooler: Linear  // [C, C]
  /// One row a label.
  public var classifier: Linear  // [L, C]

  struct Saved: Sendable {
    var x: Matrix  // [B, C]
    var pooled: Matrix  // [B, C], after tanh
    var dropped: Matrix  // [B, C], after dropout
    var dropout: Dropout?
  }

  /// Logits [B, L] for the [CLS] rows x [B, C].
  func forwardSaving(_ x: Matrix, dropout: Dropout? = nil) -> (logits: Matrix, saved: Saved) {
    let pooled = Tanh.forward(pooler.forward(x))  // [B, C]
    var dropped = pooled
    dropout?.apply(to: &dropped)
    return (classifier.forward(dropped), Saved(x: x, pooled: pooled, dropped: dropped, dropout: dropout))
  }

  /// Adds the weights' gradients to `gradient`; returns dx [B, C].
  func backward(_ dLogits: Matrix, _ saved: Saved, into gradient: inout ClassificationHead) -> Matrix {
    var dPooled = classifier.backward(dLogits, input: saved.dropped, into: &gradient.classifier)  // [B, C]
    saved.dropout?.apply(to: &dPooled)
    return pooler.backward(Tanh.backward(dPooled, output: saved.pooled), input: saved.x, into: &gradient.pooler)
  }

  /// dx [B, C] without the weights' gradients.
  func inputGradient(_ dLogits: Matrix, _ saved: Saved) -> Matrix {
    pooler.inputGradient(Tanh.backward(classifier.inputGradient(dLogits), output: saved.pooled))
  }
}

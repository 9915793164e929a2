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
    var inner: Matrix  // [B, C], before tanh
    var pooled: Matrix  // [B, C], after tanh
    var dropped: Matrix  // [B, C], after dropout
    var dropout: Dropout?
  }

  /// Logits [B, L] for the [CLS] rows x [B, C].
  func forwardSaving(_ x: Matrix, dropout: Dropout? = nil) -> (logits: Matrix, saved: Saved) {
    let inner = pooler.forward(x)  // [B, C]
    let pooled = Tanh.forward(inner)  // [B, C]
    var dropped = pooled
    dropout?.apply(to: &dropped)
    return (classifier.forward(dropped), Saved(x: x, inner: inner, pooled: pooled, dropped: dropped, dropout: dropout))
  }

  /// Adds the weights' gradients to `gradient`; returns dx [B, C].
  func backward(_ dLogits: Matrix, _ saved: Saved, into gradient: inout ClassificationHead) -> Matrix {
    var dPooled = classifier.backward(dLogits, input: saved.dropped, into: &gradient.classifier)  // [B, C]
    saved.dropout?.apply(to: &dPooled)
    return pooler.backward(Tanh.backward(dPooled, output: saved.pooled), input: saved.x, into: &gradient.pooler)
  }

  /// dx [B, C] with tanh held as the linear map that it was for this input.
  func inputGradientHoldingGates(_ dLogits: Matrix, _ saved: Saved) -> Matrix {
    pooler.inputGradient(Tanh.backwardHoldingGate(classifier.inputGradient(dLogits), input: saved.inner))
  }
}

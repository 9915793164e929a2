public import Tensors

// B texts · C channels · L labels

/// From [CLS] to logits: a dense layer with an activation, then one linear layer.
public struct ClassificationHead: Sendable {
  /// The layer before the activation.
  public var dense: Linear  // [C, C]
  /// The last layer, one row for each label.
  public var classifier: Linear  // [L, C]

  /// The kinds of transformers' classifiers. All have dropout before the classifier in training.
  public enum Kind: Sendable, Hashable {
    /// BERT's, with tanh; it is part of the encoder's checkpoint.
    case pooler
    /// DistilBERT's, with ReLU.
    case preClassifier
    /// RoBERTa's, with tanh; it also has dropout of its input.
    case dense

    var activation: Activation { self == .preClassifier ? .relu : .tanh }
    var dropsInput: Bool { self == .dense }
  }

  /// The dropouts of training.
  struct Dropouts: Sendable {
    var input: Dropout?
    var activated: Dropout
  }

  struct Saved: Sendable {
    var x: Matrix  // [B, C], after dropout
    var inner: Matrix  // [B, C], before the activation
    var activated: Matrix  // [B, C], after dropout
    var dropouts: Dropouts?
  }

  /// Logits [B, L] for the [CLS] rows x [B, C].
  func forwardSaving(
    _ x: Matrix, _ kind: Kind, dropouts: Dropouts? = nil, in context: PassContext
  ) -> (logits: Matrix, saved: Saved) {
    var x = x
    dropouts?.input?.apply(to: &x, in: context)
    let inner = dense.forward(x, in: context)  // [B, C]
    var activated = kind.activation.forward(inner, in: context)  // [B, C]
    dropouts?.activated.apply(to: &activated, in: context)
    let logits = classifier.forward(activated, in: context)  // [B, L]
    return (logits, Saved(x: x, inner: inner, activated: activated, dropouts: dropouts))
  }

  /// Adds the weights' gradients to `gradient`; returns dx [B, C].
  func backward(
    _ dLogits: Matrix, _ saved: Saved, _ kind: Kind, into gradient: inout ClassificationHead, in context: PassContext
  ) -> Matrix {
    var dActivated = classifier.backward(  // [B, C]
      dLogits, input: saved.activated, into: &gradient.classifier, in: context)
    saved.dropouts?.activated.apply(to: &dActivated, in: context)
    let dInner = kind.activation.backward(dActivated, input: saved.inner, in: context)  // [B, C]
    var dx = dense.backward(dInner, input: saved.x, into: &gradient.dense, in: context)  // [B, C]
    saved.dropouts?.input?.apply(to: &dx, in: context)
    return dx
  }

  /// dx [B, C] with the activation's gates frozen.
  func inputGradientFreezingGates(
    _ dLogits: Matrix, _ saved: Saved, _ kind: Kind, in context: PassContext
  ) -> Matrix {
    let dActivated = classifier.inputGradient(dLogits, in: context)  // [B, C]
    return dense.inputGradient(
      kind.activation.backwardFreezingGate(dActivated, input: saved.inner, in: context), in: context)
  }
}

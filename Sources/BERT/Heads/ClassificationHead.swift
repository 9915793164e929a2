public import Tensors

// B texts · C channels · L labels

/// From [CLS], or the mean of a text, to logits: a dense layer with an activation, in ModernBERT a norm, then one linear layer.
public struct ClassificationHead: Sendable {
  /// The layer before the activation.
  public var dense: Linear  // [C, C]
  /// The norm behind the activation; without scale for none.
  public var norm: LayerNorm  // [C]
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
    /// ELECTRA's, with GELU; it also has dropout of its input.
    case denseGELU
    /// ModernBERT's, with GELU and a norm.
    case normalized

    var activation: Activation {
      switch self {
      case .pooler, .dense: .tanh
      case .preClassifier: .relu
      case .denseGELU, .normalized: .gelu
      }
    }
    var dropsInput: Bool { self == .dense || self == .denseGELU }
  }

  /// The inputs of the head besides its weights and x.
  struct Shape: Sendable {
    var kind: Kind
    var epsilon: Float
  }

  /// The dropouts of training.
  struct Dropouts: Sendable {
    var input: Dropout?
    var activated: Dropout
  }

  struct Saved: Sendable {
    var x: Matrix  // [B, C], after dropout
    var inner: Matrix  // [B, C], before the activation
    var norm: LayerNorm.Saved?
    var activated: Matrix  // [B, C], after norm and dropout
    var dropouts: Dropouts?
  }

  /// Logits [B, L] for the [CLS] rows x [B, C].
  func forwardSaving(
    _ x: Matrix, _ shape: Shape, dropouts: Dropouts? = nil, in context: PassContext
  ) -> (logits: Matrix, saved: Saved) {
    var x = x
    dropouts?.input?.apply(to: &x, in: context)
    let inner = dense.forward(x, in: context)  // [B, C]
    var activated = shape.kind.activation.forward(inner, in: context)  // [B, C]
    var saved: LayerNorm.Saved?
    if norm.scale.count > 0 {
      let (normalized, savedNorm) = norm.forwardSaving(activated, epsilon: shape.epsilon, in: context)
      (activated, saved) = (normalized, savedNorm)
    }
    dropouts?.activated.apply(to: &activated, in: context)
    let logits = classifier.forward(activated, in: context)  // [B, L]
    return (logits, Saved(x: x, inner: inner, norm: saved, activated: activated, dropouts: dropouts))
  }

  /// Adds the weights' gradients to `gradient`; returns dx [B, C].
  func backward(
    _ dLogits: Matrix, _ saved: Saved, _ shape: Shape, into gradient: inout ClassificationHead, in context: PassContext
  ) -> Matrix {
    var dActivated = classifier.backward(  // [B, C]
      dLogits, input: saved.activated, into: &gradient.classifier, in: context)
    saved.dropouts?.activated.apply(to: &dActivated, in: context)
    if let saved = saved.norm { dActivated = norm.backward(dActivated, saved, into: &gradient.norm, in: context) }
    let dInner = shape.kind.activation.backward(dActivated, input: saved.inner, in: context)  // [B, C]
    var dx = dense.backward(dInner, input: saved.x, into: &gradient.dense, in: context)  // [B, C]
    saved.dropouts?.input?.apply(to: &dx, in: context)
    return dx
  }

  /// dx [B, C] with the activation's gates and the norm's scale frozen.
  func inputGradientFreezingGates(
    _ dLogits: Matrix, _ saved: Saved, _ shape: Shape, in context: PassContext
  ) -> Matrix {
    var dActivated = classifier.inputGradient(dLogits, in: context)  // [B, C]
    if let saved = saved.norm {
      dActivated = norm.inputGradientFreezingScale(dActivated, rstd: saved.rstd, in: context)
    }
    return dense.inputGradient(
      shape.kind.activation.backwardFreezingGate(dActivated, input: saved.inner, in: context), in: context)
  }
}

import BERT

/// The methods of explanations.
public enum ExplanationMethod: String, Sendable, Hashable, CaseIterable {
  /// From the pass that gave the label, at almost no cost.
  case quick
  /// From the pass that gave the label, back through all its layers.
  case full
  /// The attention of [CLS] to each word in the last layer, without a sign.
  case attention
  /// The attention of [CLS] to each word through all layers, without a sign.
  case rollout
  /// Gradient × input.
  case inputGradient = "input-gradient"
  /// Integrated gradients in 50 steps.
  case integratedGradients = "integrated-gradients"
  /// The change of the label's probability without each word.
  case occlusion

  /// Whether the scores of the tokens split the label's logit.
  var splitsLogit: Bool {
    switch self {
    case .quick, .full, .integratedGradients: true
    case .attention, .rollout, .inputGradient, .occlusion: false
    }
  }

  /// Whether several models together can explain by it: it has contributions to any given label.
  public var supportsEnsembles: Bool { self == .quick || self == .full || self == .occlusion }

  /// Whether long texts may be read in windows: the scores of several passes can be merged.
  var readsWindows: Bool { self == .quick || self == .full }

  /// Whether a pass stores little for a backward pass.
  var isLight: Bool { self == .quick || self == .occlusion }

  var tokensPerBatch: Int { isLight ? 2048 : 512 }
}

import BERT

/// How the words that decided are found.
public enum ExplanationMethod: String, Sendable, Hashable, CaseIterable {
  /// From the pass that gave the label, at next to no cost.
  case quick
  /// From the pass that gave the label, followed back through all its layers to the words.
  case full
  /// How much [CLS] attends to each word in the last layer. No sign.
  case attention
  /// The same through all layers. No sign.
  case rollout
  /// Gradient × input.
  case inputGradient = "input-gradient"
  /// Integrated gradients in 50 steps.
  case integratedGradients = "integrated-gradients"
  /// Each word left out by itself: the measured change of the label's probability.
  case occlusion

  /// Whether the scores of the tokens split what speaks for the label.
  var splitsLogit: Bool {
    switch self {
    case .quick, .full, .integratedGradients: true
    case .attention, .rollout, .inputGradient, .occlusion: false
    }
  }

  /// Whether a pass keeps little for a way back. Of others, what is kept grows with the tokens.
  var isLight: Bool { self == .quick || self == .occlusion }

  var tokensPerBatch: Int { isLight ? 2048 : 512 }
}

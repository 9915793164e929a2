import Foundation

// B texts · L labels

/// The loss of labels that hold or not, each for itself: −t · log σ(x) − (1 − t) · log(1 − σ(x)), averaged over all
/// elements, as `torch.nn.BCEWithLogitsLoss` has it.
public enum BinaryCrossEntropy {
  /// σ(x)
  public static func probability(_ logit: Double) -> Double { 1 / (1 + exp(-logit)) }

  /// The mean loss, and its gradient (σ(x) − t) / (B · L) [B, L]. Targets are probabilities, mostly 0 or 1.
  public static func forwardAndBackward(_ logits: Matrix, targets: Matrix) -> (loss: Double, gradient: Matrix) {
    logits.meanLoss(targets) { logit, target in
      // −log σ(x) = max(x, 0) − x + log(1 + e^−|x|): nothing overflows, and no logarithm meets a rounded 0.
      (max(logit, 0) - logit * target + log1p(exp(-abs(logit))), probability(logit) - target)
    }
  }
}

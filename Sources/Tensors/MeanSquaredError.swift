// B texts · L outputs

/// The loss of a regression: (output − target)², averaged over all elements, as `torch.nn.MSELoss` has it.
public enum MeanSquaredError {
  /// The mean loss, and its gradient 2 · (outputs − targets) / (B · L) [B, L].
  public static func forwardAndBackward(_ outputs: Matrix, targets: Matrix) -> (loss: Double, gradient: Matrix) {
    outputs.meanLoss(targets) { output, target in
      let difference = output - target
      return (difference * difference, 2 * difference)
    }
  }
}

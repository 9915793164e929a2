import Foundation

/// Adam with decoupled weight decay (Loshchilov & Hutter, 2019, algorithm 2), as `torch.optim.AdamW` computes it.
public struct AdamW: Sendable, Hashable {
  /// The decay of the first moment, the mean of gradients.
  public var beta1: Double = 0.9
  /// The decay of the second moment, the mean of squared gradients.
  public var beta2: Double = 0.999
  /// The term that keeps the quotient of the moments finite.
  public var epsilon: Double = 1e-8

  /// An optimizer with the usual constants.
  public init() {}

  /// Updates a parameter and its two moments in place; all four matrices have the same shape.
  ///
  /// - Parameters:
  ///   - step: the number of the update, from 1, which corrects the moments' bias.
  ///   - gradientScale: the factor of the gradient (clipping).
  public func update(
    _ parameter: inout Matrix, gradient: Matrix, first: inout Matrix, second: inout Matrix, step: Int,
    learningRate: Double, weightDecay: Double, gradientScale: Double, in context: PassContext
  ) {
    let (x, m, v, g) = (parameter.mutableBlock, first.mutableBlock, second.mutableBlock, gradient.block)
    let stepSize = learningRate / (1 - pow(beta1, Double(step)))
    let correction = 1 / (1 - pow(beta2, Double(step))).squareRoot()
    x.forRows(in: context) { rows in
      x.rows(rows).adamW(
        gradient: g.rows(rows), first: m.rows(rows), second: v.rows(rows), gradientScale: Float(gradientScale),
        beta1: Float(beta1), beta2: Float(beta2), epsilon: Float(epsilon), decay: Float(learningRate * weightDecay),
        stepSize: Float(stepSize), correction: Float(correction))
    }
  }
}

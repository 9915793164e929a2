import Foundation

/// A learning-rate schedule, by the names of transformers' `lr_scheduler_type`.
public enum Schedule: String, Sendable, Hashable, CaseIterable {
  /// Rises during warm-up, then falls linearly to zero at the last step.
  case linear
  /// Rises during warm-up, then falls along half a cosine.
  case cosine
  /// Constant from the first step; as in transformers, without warm-up.
  case constant
  /// Rises during warm-up, then is constant.
  case constantWithWarmup = "constant_with_warmup"

  /// The factor of the peak learning rate for the update after `step` updates, as in transformers' `get_…_schedule`.
  public func factor(step: Int, warmupSteps: Int, totalSteps: Int) -> Double {
    guard self != .constant else { return 1 }
    if step < warmupSteps { return Double(step) / Double(max(1, warmupSteps)) }
    let rest = Double(max(1, totalSteps - warmupSteps))
    return switch self {
    case .linear: max(0, Double(totalSteps - step) / rest)
    case .cosine: max(0, 0.5 * (1 + cos(.pi * Double(step - warmupSteps) / rest)))
    case .constant, .constantWithWarmup: 1
    }
  }
}

import Foundation

/// How the learning rate moves over a training, by the names of transformers' `lr_scheduler_type`.
public enum Schedule: String, Sendable, Hashable, CaseIterable {
  /// Up while warming up, then down in a line to zero at the last step.
  case linear
  /// The same, down along half a cosine.
  case cosine
  /// The same from the first step to the last; transformers does not warm up here.
  case constant
  /// Up while warming up, then the same.
  case constantWithWarmup = "constant_with_warmup"

  /// What the update that follows `step` updates multiplies the peak with, as transformers' `get_…_schedule` has it.
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

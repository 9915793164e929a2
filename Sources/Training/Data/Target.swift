/// What a model should say of a text, by the problem that it solves.
public enum Target: Sendable, Hashable {
  /// The label that holds, by its index.
  case label(Int)
  /// The labels that hold, by their indices; perhaps none, which also a text may be whose labels exclude each other.
  case labels(Set<Int>)
  /// The number.
  case value(Double)

  /// The outputs [L] that say so: one and zeros, or the number.
  func outputs(count: Int) -> [Float] {
    if case .value(let value) = self { return [Float](repeating: Float(value), count: count) }
    let held = indices
    return (0..<count).map { held.contains($0) ? 1 : 0 }
  }

  /// No label holds.
  static let noLabel = Target.labels([])

  /// The only label that holds.
  var label: Int? { if case .label(let label) = self { label } else { nil } }

  /// The labels that hold; none of a number.
  var indices: Set<Int> {
    switch self {
    case .label(let label): [label]
    case .labels(let labels): labels
    case .value: []
    }
  }
}

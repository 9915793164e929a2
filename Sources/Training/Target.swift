/// What a model should say of a text, by the problem that it solves.
public enum Target: Sendable, Hashable {
  /// The label that holds, by its index.
  case label(Int)
  /// The labels that hold, by their indices; perhaps none.
  case labels(Set<Int>)
  /// The number.
  case value(Double)

  /// The outputs [L] that say so: one and zeros, or the number.
  func outputs(count: Int) -> [Float] {
    switch self {
    case .label(let label): (0..<count).map { $0 == label ? 1 : 0 }
    case .labels(let labels): (0..<count).map { labels.contains($0) ? 1 : 0 }
    case .value(let value): [Float](repeating: Float(value), count: count)
    }
  }
}

extension Target {
  /// The labels that hold; none of a number.
  var indices: Set<Int> {
    switch self {
    case .label(let label): [label]
    case .labels(let labels): labels
    case .value: []
    }
  }
}

/// The correct output for a text, by the type of problem.
public enum Target: Sendable, Hashable {
  /// The index of the only label.
  case label(Int)
  /// The indices of all labels that apply; empty also for a text without any of several exclusive labels.
  case labels(Set<Int>)
  /// The value of a regression.
  case value(Double)
  /// The index of the tag of each word; nil where it is not known, which then neither trains nor counts.
  case tags([Int?])

  /// The target as outputs [L]: ones and zeros, or the value; for tags one number for each word.
  func outputs(count: Int) -> [Float] {
    if case .value(let value) = self { return [Float](repeating: Float(value), count: count) }
    if case .tags(let tags) = self { return tags.map { Float($0 ?? -1) } }
    let indices = indices
    return (0..<count).map { indices.contains($0) ? 1 : 0 }
  }

  /// None of the labels applies.
  static let noLabel = Target.labels([])

  /// The only label; nil for a set of labels or a value.
  var label: Int? { if case .label(let label) = self { label } else { nil } }

  /// The tag of each word; nil for other targets.
  var tags: [Int?]? { if case .tags(let tags) = self { tags } else { nil } }

  /// The labels that apply; empty for a value.
  var indices: Set<Int> {
    switch self {
    case .label(let label): [label]
    case .labels(let labels): labels
    case .value, .tags: []
    }
  }
}

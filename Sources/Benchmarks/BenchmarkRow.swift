package import JSON

/// One line of a benchmark's output.
package struct BenchmarkRow: Sendable {
  /// The line that people read.
  package let text: String
  /// The object that scripts read; nil for a heading.
  package let json: JSONValue?
}

/// A benchmark that cannot be completed: the reason.
struct BenchmarkError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

extension [Double] {
  /// The smallest element that is not below the given share of all elements; 0.5 gives the median.
  func quantile(_ share: Double) -> Double {
    let sorted = sorted()
    return sorted.isEmpty ? .nan : sorted[Swift.min(sorted.count - 1, Int(Double(sorted.count) * share))]
  }
}

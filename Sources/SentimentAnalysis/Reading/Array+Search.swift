extension Array {
  /// The ranges that differ between two arrays with a common prefix and suffix: the elements of this array that are removed, and
  /// the elements of `other` that replace them.
  public func changedRanges(to other: [Element]) -> (removed: Range<Int>, inserted: Range<Int>)
  where Element: Equatable {
    let shorter = Swift.min(count, other.count)
    let prefix = (0..<shorter).first { self[$0] != other[$0] } ?? shorter
    let suffix =
      (0..<shorter - prefix).first { self[count - 1 - $0] != other[other.count - 1 - $0] } ?? shorter - prefix
    return (prefix..<count - suffix, prefix..<other.count - suffix)
  }

  /// The first index whose element meets a condition, by binary search. No element that meets it may precede one that does not.
  public func partitioningIndex(where condition: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    // Invariant: no element before `low` meets the condition, and all elements from `high` on do.
    while low < high {
      let middle = (low + high) / 2
      if condition(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

extension Array {
  /// What lies between a common start and a common end: the elements of this array that go, and those of the other that
  /// take their place.
  public func change(to other: [Element]) -> (removed: Range<Int>, inserted: Range<Int>) where Element: Equatable {
    let most = Swift.min(count, other.count)
    let head = (0..<most).first { self[$0] != other[$0] } ?? most
    let tail = (0..<most - head).first { self[count - 1 - $0] != other[other.count - 1 - $0] } ?? most - head
    return (head..<count - tail, head..<other.count - tail)
  }

  /// The first place from which on all elements meet a condition that holds for none before it.
  public func partition(where condition: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    // Invariant: no element before `low` meets it, all from `high` on do.
    while low < high {
      let middle = (low + high) / 2
      if condition(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

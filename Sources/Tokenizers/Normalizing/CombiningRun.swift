/// A run of non-starters, which NFD sorts by canonical combining class.
///
/// Most runs have only nonspacing marks, which are dropped; the order matters for other scalars, such as a Balinese
/// virama. Hugging Face assigns the origins in their original order to the sorted scalars
/// (`NormalizedString::transform`): a scalar that starts a decomposition, or has none, takes the next origin; the others
/// share the last one. So origins stay in order, but a moved scalar has the origin of another.
struct CombiningRun {
  private var scalars: [(value: UInt32, class: UInt8, takesOrigin: Bool)] = []
  private var origins: [Int] = []
  /// The origin of the scalar before the run.
  var lastOrigin = 0

  var isEmpty: Bool { scalars.isEmpty }

  /// Adds a scalar.
  ///
  /// - Parameter origin: nil if the scalar continues a decomposition.
  mutating func append(_ scalar: UInt32, class: UInt8, origin: Int?) {
    scalars.append((scalar, `class`, origin != nil))
    if let origin { origins.append(origin) }
  }

  /// Calls the body with the scalars in canonical order and their origins, and empties the run.
  mutating func end(_ body: (UInt32, Int) -> Void) {
    guard !scalars.isEmpty else { return }
    let order = Self.canonicalOrder(scalars.indices) { scalars[$0].class }
    var remaining = origins.makeIterator()
    for index in order {
      if scalars[index].takesOrigin, let next = remaining.next() { lastOrigin = next }
      body(scalars[index].value, lastOrigin)
    }
    scalars.removeAll(keepingCapacity: true)
    origins.removeAll(keepingCapacity: true)
  }

  /// Sorts positions by combining class, keeping the order within a class.
  static func canonicalOrder(_ positions: Range<Int>, class: (Int) -> UInt8) -> [Int] {
    // Swift's sort is stable, but does not promise it.
    positions.sorted { (`class`($0), $0) < (`class`($1), $1) }
  }
}

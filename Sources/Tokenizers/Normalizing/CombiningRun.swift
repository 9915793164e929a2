/// Scalars that are no starters, in a row: NFD sorts them by their canonical combining class.
///
/// Most runs hold nonspacing marks alone, which are dropped; order matters where another kind is among them, such as a
/// Balinese virama. Hugging Face then lets the sorted scalars take the places of the unsorted in turn: of the sorted, one
/// that begins a decomposition (or never had one) takes the next place, and the others share the place taken last
/// (`NormalizedString::transform`). So places stay in order, but a moved scalar has the place of another.
struct CombiningRun {
  private var scalars: [(value: UInt32, class: UInt8, takesPlace: Bool)] = []
  private var origins: [Int] = []
  /// The place that the scalar before the run took.
  var lastOrigin = 0

  var isEmpty: Bool { scalars.isEmpty }

  /// Adds a scalar; it has an origin unless it continues a decomposition.
  mutating func append(_ scalar: UInt32, class: UInt8, origin: Int?) {
    scalars.append((scalar, `class`, origin != nil))
    if let origin { origins.append(origin) }
  }

  /// Hands over the scalars in canonical order with their origins, and empties the run.
  mutating func end(_ body: (UInt32, Int) -> Void) {
    guard !scalars.isEmpty else { return }
    let order = Self.canonicalOrder(scalars.indices) { scalars[$0].class }
    var places = origins.makeIterator()
    for index in order {
      if scalars[index].takesPlace, let next = places.next() { lastOrigin = next }
      body(scalars[index].value, lastOrigin)
    }
    scalars.removeAll(keepingCapacity: true)
    origins.removeAll(keepingCapacity: true)
  }

  /// Positions in canonical order: by combining class, those of one class as they stand.
  static func canonicalOrder(_ positions: Range<Int>, class: (Int) -> UInt8) -> [Int] {
    // Swift's sort is stable, but does not promise it.
    positions.sorted { (`class`($0), $0) < (`class`($1), $1) }
  }
}

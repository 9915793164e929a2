import Tensors

/// How texts are parted into those to train on and those held back.
public enum SplitMethod: String, Sendable, Hashable, CaseIterable {
  /// Each label in the same share; both parts in the file's order.
  case stratified
  /// The very rows that scikit-learn's `train_test_split(test_size:random_state:)` takes, in its order.
  case sklearn
  /// The same with `stratify` set to the labels.
  case sklearnStratified = "sklearn-stratified"

  /// Parts the numbers from 0 to `targets.count`.
  ///
  /// - Parameters:
  ///   - share: what to hold back, between 0 and 1.
  ///   - seed: below 2³² for scikit-learn's.
  /// - Throws: `DataError` where a part would be empty, or as scikit-learn does.
  func split(
    _ targets: [Target], share: Double, seed: UInt64
  ) throws(DataError) -> (kept: [Int], held: [Int]) {
    // scikit-learn rounds up.
    let count = Int((share * Double(targets.count)).rounded(.up))
    guard count > 0, count < targets.count else {
      throw DataError("\(targets.count) texts cannot be split: \(count) of them would be held back")
    }
    if self == .stratified { return Self.stratified(targets, share: share, seed: seed) }
    guard let seed = UInt32(exactly: seed) else {
      throw DataError("scikit-learn takes seeds up to \(UInt32.max), got \(seed)")
    }
    var generator = MersenneTwister(seed: seed)
    if self == .sklearn {
      let order = generator.permutation(Array(targets.indices))
      return (Array(order[count...]), Array(order[..<count]))
    }
    return try Self.sklearnStratified(targets, held: count, &generator)
  }

  private static func stratified(
    _ targets: [Target], share: Double, seed: UInt64
  ) -> (kept: [Int], held: [Int]) {
    var generator = SplitMix64(seed: seed)
    var isHeld = [Bool](repeating: false, count: targets.count)
    for group in groups(targets) {
      // A label of two texts or more is in both parts.
      let count = min(max(1, Int((share * Double(group.count)).rounded())), group.count - 1)
      for index in group.shuffled(using: &generator).prefix(count) { isHeld[index] = true }
    }
    return (targets.indices.filter { !isHeld[$0] }, targets.indices.filter { isHeld[$0] })
  }

  /// The indices of the texts of each label, or set of labels; of numbers, of all.
  private static func groups(_ targets: [Target]) -> [[Int]] {
    let groups = Dictionary(grouping: targets.indices) { index in
      switch targets[index] {
      case .label(let label): [label]
      case .labels(let labels): labels.sorted()
      case .value: [Int]()
      }
    }
    return groups.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
  }

  /// `StratifiedShuffleSplit`: how many of each label, then which, then in what order.
  private static func sklearnStratified(
    _ targets: [Target], held: Int, _ generator: inout MersenneTwister
  ) throws(DataError) -> (kept: [Int], held: [Int]) {
    let groups = groups(targets)
    guard groups.allSatisfy({ $0.count >= 2 }), min(held, targets.count - held) >= groups.count else {
      throw DataError(
        "--split sklearn-stratified needs two texts of each label and as many in each part as there are labels "
          + "(\(groups.count)); --split stratified takes fewer")
    }
    let counts = groups.map(\.count)
    let keptCounts = draws(targets.count - held, from: counts, &generator)
    let heldCounts = draws(held, from: zip(counts, keptCounts).map { $0 - $1 }, &generator)
    var (kept, heldBack) = ([Int](), [Int]())
    for (index, group) in groups.enumerated() {
      let order = generator.permutation(Array(group.indices)).map { group[$0] }
      kept += order[..<keptCounts[index]]
      heldBack += order[keptCounts[index]..<(keptCounts[index] + heldCounts[index])]
    }
    return (generator.permutation(kept), generator.permutation(heldBack))
  }

  /// How many of each group to draw, most likely: in proportion, rounded down, and one more for those with the largest
  /// remainders, drawn among equals.
  private static func draws(_ count: Int, from groups: [Int], _ generator: inout MersenneTwister) -> [Int] {
    let total = Double(groups.reduce(0, +))
    let exact = groups.map { Double($0) / total * Double(count) }
    var result = exact.map { Int($0.rounded(.down)) }
    let remainders = zip(exact, result).map { $0 - Double($1) }
    var missing = count - result.reduce(0, +)
    for remainder in Set(remainders).sorted(by: >) where missing > 0 {
      let equals = generator.permutation(remainders.indices.filter { remainders[$0] == remainder })
      for index in equals.prefix(missing) { result[index] += 1 }
      missing -= min(missing, equals.count)
    }
    return result
  }
}

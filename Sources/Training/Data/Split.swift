import Tensors

/// A method to split texts into training texts and held-out texts.
public enum SplitMethod: String, Sendable, Hashable, CaseIterable {
  /// The same share of each label; both parts keep the order of the file.
  case stratified
  /// The rows that scikit-learn's `train_test_split(test_size:random_state:)` selects, in its order.
  case sklearn
  /// The same as `sklearn` with `stratify` set to the labels.
  case sklearnStratified = "sklearn-stratified"

  /// Splits the indices of the targets.
  ///
  /// - Parameters:
  ///   - share: the share to hold out, between 0 and 1.
  ///   - seed: below 2³² for the scikit-learn methods.
  /// - Throws: `TrainingError` if a part would be empty, or where scikit-learn raises an error.
  func split(
    _ targets: [Target], share: Double, seed: UInt64
  ) throws(TrainingError) -> (kept: [Int], heldOut: [Int]) {
    // scikit-learn rounds up.
    let count = Int((share * Double(targets.count)).rounded(.up))
    guard count > 0, count < targets.count else {
      throw TrainingError("\(targets.count) texts cannot be split: \(count) of them would be held out")
    }
    if self == .stratified { return Self.stratified(targets, share: share, seed: seed) }
    guard let seed = UInt32(exactly: seed) else {
      throw TrainingError("scikit-learn takes seeds up to \(UInt32.max), got \(seed)")
    }
    var generator = MersenneTwister(seed: seed)
    if self == .sklearn {
      let order = generator.permutation(Array(targets.indices))
      return (Array(order[count...]), Array(order[..<count]))
    }
    return try Self.sklearnStratified(targets, heldOut: count, &generator)
  }

  private static func stratified(
    _ targets: [Target], share: Double, seed: UInt64
  ) -> (kept: [Int], heldOut: [Int]) {
    var generator = SplitMix64(seed: seed)
    var isHeldOut = [Bool](repeating: false, count: targets.count)
    for group in groups(targets) {
      // A label with two or more texts is in both parts.
      let count = min(max(1, Int((share * Double(group.count)).rounded())), group.count - 1)
      for index in group.shuffled(using: &generator).prefix(count) { isHeldOut[index] = true }
    }
    return (targets.indices.filter { !isHeldOut[$0] }, targets.indices.filter { isHeldOut[$0] })
  }

  /// The indices of the texts of each label or set of labels; one group for a regression.
  private static func groups(_ targets: [Target]) -> [[Int]] {
    let groups = Dictionary(grouping: targets.indices) { index in
      switch targets[index] {
      case .label(let label): [label]
      case .labels(let labels): labels.sorted()
      case .value, .tags: [Int]()
      }
    }
    return groups.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
  }

  /// `StratifiedShuffleSplit`: choose the number of texts of each label, then the texts, then their order.
  private static func sklearnStratified(
    _ targets: [Target], heldOut heldOutCount: Int, _ generator: inout MersenneTwister
  ) throws(TrainingError) -> (kept: [Int], heldOut: [Int]) {
    let groups = groups(targets)
    guard groups.allSatisfy({ $0.count >= 2 }), min(heldOutCount, targets.count - heldOutCount) >= groups.count else {
      throw TrainingError(
        "--split sklearn-stratified needs two texts of each label and at least \(groups.count) texts, the number of labels, in "
          + "each part; --split stratified works with fewer")
    }
    let counts = groups.map(\.count)
    let keptCounts = draws(targets.count - heldOutCount, from: counts, &generator)
    let heldOutCounts = draws(heldOutCount, from: zip(counts, keptCounts).map { $0 - $1 }, &generator)
    var (kept, heldOut) = ([Int](), [Int]())
    for (index, group) in groups.enumerated() {
      let order = generator.permutation(Array(group.indices)).map { group[$0] }
      kept += order[..<keptCounts[index]]
      heldOut += order[keptCounts[index]..<(keptCounts[index] + heldOutCounts[index])]
    }
    return (generator.permutation(kept), generator.permutation(heldOut))
  }

  /// The most likely numbers to draw from each group: in proportion, rounded down, plus one for the groups with the
  /// largest remainders; ties are drawn.
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

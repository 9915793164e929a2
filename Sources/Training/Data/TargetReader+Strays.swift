import BERT
import Reviews

extension TargetReader.Cells {
  /// The common scales, the shorter first.
  private static let scales: [ClosedRange<Double>] = [-1...1, 0...1, 0.5...5, 0...10, 0...100]

  /// The cells without stray numbers, such as a 50 among ratings from 1 to 5, so that a slip does not set the scale.
  ///
  /// Numbers are strays if the others are on a common scale, on both sides of it, and two texts or more have each of them on
  /// average. One number may be a stray, or a twentieth of all; but more than two values are a longer scale, unless they are
  /// one number in a hundred.
  func withoutStrays(atMost share: Double = 0.05) -> Self {
    // Five classes from 0 are complete.
    guard Set(numbers.keys.map(\.value)) != [0, 1, 2, 3, 4] else { return self }
    let total = numbers.values.reduce(0, +)
    for scale in Self.scales {
      let strays = numbers.filter { !scale.contains($0.key.value) }
      if strays.isEmpty { return self }
      let (count, others) = (strays.values.reduce(0, +), numbers.filter { scale.contains($0.key.value) })
      let positions = others.keys.map { ($0.value - scale.lowerBound) / (scale.upperBound - scale.lowerBound) }
      guard count <= max(1, Int(share * Double(total))), strays.count <= 2 || 100 * count <= total,
        total - count >= 2 * others.count, positions.contains(where: { $0 < 0.4 }),
        positions.contains(where: { $0 > 0.6 })
      else { continue }
      var rest = self
      rest.numbers = others
      return rest
    }
    return self
  }
}

extension TargetReader {
  /// Checks that the files have ratings on one scale: 4 is positive from 1 to 5, and negative from 1 to 10.
  ///
  /// A file may hold a part of the scale only. So files differ if one ends at 5, 10 or 100 with both sides, and another goes
  /// on half as far again.
  static func checkScales(of files: [LabelledRows], uncertain: String?) throws(TrainingError) {
    guard files.count > 1 else { return }
    var known: [(path: String, scale: RatingScale, largest: Double, isWhole: Bool)] = []
    for file in files {
      let cells = Cells([file], .singleLabel, uncertain: uncertain).withoutStrays()
      let largest = cells.numbers.keys.map { $0.top ?? $0.value }.max() ?? 0
      guard cells.areNumbers, let scale = RatingScale(of: cells.numbers.keys), scale.bottom > 0 || largest > 5 else {
        continue
      }
      let sides = Set(cells.numbers.keys.map { scale.polarity(of: $0) })
      let isWhole =
        [5, 10, 100].contains(largest) && sides.isSuperset(of: [.negative, .positive])
        && cells.numbers.values.reduce(0, +) >= 5
      known.append((file.path, scale, largest, isWhole))
    }
    guard let longest = known.max(by: { $0.largest < $1.largest }),
      let other = known.first(where: { $0.isWhole && 1.5 * $0.largest < longest.largest })
    else { return }
    throw TrainingError(
      "\(other.path) has ratings from \(other.scale.name), \(longest.path) from \(longest.scale.name); convert them to one "
        + "scale, or replace them by names such as negative and positive")
  }
}

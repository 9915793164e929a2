import BERT
import Reviews

extension TargetReader {
  /// How the numbers in label cells are read.
  enum Numbers {
    /// These numbers are labels; others are unknown labels.
    case each([Int: Int])
    /// All are ratings, and each side of the scale is a label.
    case ratings(RatingScale, [Polarity: Int])
  }

  /// How numbers are read if the labels have names. The first rule that fits applies:
  ///
  /// - the names begin with numbers (`1 star`): those numbers;
  /// - 0 and 1 alone, of a model that has a neutral label, too: the negative label and the positive;
  /// - from 0 up and below the number of labels: indices, as in transformers, whatever the names mean, but not under a name
  ///   such as `stars` from 1 up;
  /// - −1, 0 and 1: the only negative label, the neutral, the positive; without a neutral label, 0 is left out;
  /// - from 1 up, as many as labels: a scale that begins with the most negative label;
  /// - ratings on any scale, for labels of which one is negative and one positive.
  ///
  /// A few stray numbers count for none of these.
  ///
  /// - Throws: `TrainingError` if none fits, or if no rating is positive and the end of the scale is unknown. Some numbers would
  ///   be read, the rest skipped, and those read be wrong, too.
  static func numbers(
    of labels: [String], labelsAreOfModel: Bool, _ allCells: Cells, _ problem: Problem, _ place: String
  ) throws(TrainingError) -> Numbers {
    let areAllIndices = allCells.numbers.keys.allSatisfy { $0.wholeNumber.map(labels.indices.contains) == true }
    let cells = problem == .singleLabel && !areAllIndices ? allCells.withoutStrays() : allCells
    let values = Set(cells.numbers.keys.compactMap(\.wholeNumber)).sorted()
    let indices = Dictionary(uniqueKeysWithValues: labels.indices.map { ($0, $0) })
    let areIndices = values.allSatisfy(labels.indices.contains)
    let named = labels.compactMap { $0.split(separator: " ").first.flatMap { Int($0) } }
    func readable(_ numbers: [Int: Int], orElse advice: String) throws(TrainingError) -> Numbers {
      func isKnown(_ number: Rating) -> Bool {
        guard let whole = number.wholeNumber, numbers[whole] != nil else { return false }
        return number.top == nil || number.top.flatMap { Int(exactly: $0) } == numbers.keys.max()
      }
      guard problem == .singleLabel, !cells.areNearlyAll(isKnown) else { return .each(numbers) }
      throw unreadable(labels, cells, advice, place)
    }
    if Set(named).count == labels.count, named.count == labels.count {
      // Ratings that count from 0 are the indices of `1 star` and so on.
      let isFromZero = areIndices && values.contains(0) && !named.contains(0)
      let numbers = isFromZero ? indices : Dictionary(uniqueKeysWithValues: zip(named, labels.indices))
      return try readable(numbers, orElse: "convert them to this scale")
    }
    let (polarities, sides) = (polarities(of: labels), sides(of: labels))
    let isWritten = cells.numbers.keys.contains(where: \.isWritten)
    let areRatings = isWritten || cells.isRatingColumn && values.first ?? 0 > 0 && !sides.isEmpty
    if problem == .singleLabel, labelsAreOfModel, !areRatings, !values.isEmpty, values.allSatisfy([0, 1].contains),
      labels.count == 3,
      let negative = sides[.negative], let positive = sides[.positive], sides[.neutral] != nil
    {
      return .each([0: negative, 1: positive])
    }
    if !areRatings, cells.areNearlyAll({ $0.wholeNumber.map(labels.indices.contains) == true }) {
      return .each(indices)
    }
    if problem == .singleLabel, values == [-1, 0, 1], !sides.isEmpty, sides[.neutral] == nil {
      return .ratings(.signs, sides)
    }
    if values.first == -1, values.last ?? 0 <= 1, !polarities.contains(.unknown) {
      return .each(byPolarity(-1...1, polarities))
    }
    if !areRatings, cells.values.count == labels.count, polarities.contains(.unknown) || values.first == 1,
      polarities.contains(.unknown) || values.last == labels.count, let scale = scale(polarities)
    {
      return .each(Dictionary(uniqueKeysWithValues: zip(values, scale)))
    }
    if problem == .singleLabel, !sides.isEmpty, let scale = RatingScale(of: cells.numbers.keys) {
      try check(scale, cells, place)
      return .ratings(scale, sides)
    }
    return try readable(indices, orElse: "replace them by these names")
  }

  /// Checks that the ratings are not all low. 1 and 2 may be two classes, and 1 to 3 three, or a part of 1 to 5.
  private static func check(_ scale: RatingScale, _ cells: Cells, _ place: String) throws(TrainingError) {
    let sides = Set(cells.numbers.keys.map { scale.polarity(of: $0) })
    guard sides.contains(.negative), !sides.contains(.positive), cells.numbers.keys.allSatisfy({ $0.top == nil }) else {
      return
    }
    let shown = cells.numbers.keys.map(\.value).sorted().map { Int(exactly: $0).map(String.init) ?? "\($0)" }
    throw TrainingError(
      "\(place): the labels are the numbers \(list(shown, limit: 12)); as ratings from \(scale.name) none is positive. If they "
        + "are, write their scale (\(shown[0])/\(Int(scale.top))); otherwise replace them by names such as negative and positive, "
        + "or name another column with --label-column")
  }

  private static func unreadable(
    _ labels: [String], _ cells: Cells, _ advice: String, _ place: String
  ) -> TrainingError {
    let numbers = cells.numbers.keys.map(\.value).sorted()
    let shown = numbers.map { Int(exactly: $0).map(String.init) ?? "\($0)" }
    let fraction = zip(numbers, shown).first { $0.0 != $0.0.rounded() }?.1
    let example = fraction.map { "numbers such as \($0)" } ?? "numbers (\(list(shown, limit: 12)))"
    return TrainingError(
      "\(place): the labels are \(example), and which of \(list(labels, limit: 8)) each one means is unknown; \(advice), or "
        + "name another column with --label-column")
  }

  /// The polarity of each label, by its wording.
  static func polarities(of labels: [String]) -> [Polarity] {
    zip(labels, Polarity.ofLabels(labels)).map { label, polarity in
      switch polarity {
      case .unknown: Verdicts.polarity(of: label) ?? .unknown
      // Data call a label in the middle neutral: three stars, 0 of −1 to 1.
      case .mixed: .neutral
      case .negative, .neutral, .positive: polarity
      }
    }
  }

  /// The only label of each polarity; empty unless one is negative and one positive.
  static func sides(of labels: [String]) -> [Polarity: Int] {
    let polarities = polarities(of: labels)
    var sides: [Polarity: Int] = [:]
    for polarity in [Polarity.negative, .neutral, .positive] {
      let matching = polarities.indices.filter { polarities[$0] == polarity }
      if matching.count == 1 { sides[polarity] = matching[0] }
    }
    return sides[.negative] == nil || sides[.positive] == nil ? [:] : sides
  }

  /// The label with the polarity of each number of a scale, if only one label has it.
  private static func byPolarity(_ scale: ClosedRange<Int>, _ polarities: [Polarity]) -> [Int: Int] {
    var numbers: [Int: Int] = [:]
    for value in scale {
      let polarity: Polarity = value < 0 ? .negative : value > 0 ? .positive : .neutral
      let matching = polarities.indices.filter { polarities[$0] == polarity }
      if matching.count == 1 { numbers[value] = matching[0] }
    }
    return numbers
  }

  /// The labels from the most negative to the most positive: in their order, if it rises or a polarity is unknown, in
  /// reverse, or sorted by polarity. Nil if several labels share a polarity and are not in order.
  private static func scale(_ polarities: [Polarity]) -> [Int]? {
    let ranks = polarities.compactMap(\.rank)
    guard ranks.count == polarities.count, ranks != ranks.sorted() else { return Array(polarities.indices) }
    if ranks == ranks.sorted(by: >) { return polarities.indices.reversed() }
    return Set(ranks).count == ranks.count ? polarities.indices.sorted { ranks[$0] < ranks[$1] } : nil
  }
}

extension Polarity {
  /// −1, 0 or 1; nil if the polarity is unknown.
  var rank: Int? {
    switch self {
    case .negative: -1
    case .neutral, .mixed: 0
    case .positive: 1
    case .unknown: nil
    }
  }
}

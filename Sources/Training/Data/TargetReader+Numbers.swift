import Reviews
import SentimentAnalysis

extension TargetReader {
  /// The whole number that a label is: 1, 1.0 and −1 are.
  static func wholeNumber(_ label: String) -> Int? { Double(label).flatMap(Int.init(exactly:)) }

  /// A column with more distinct values than this does not hold labels.
  static let maximumLabels = 1000

  /// The names of the labels in the cells, and the index of the label for each number.
  static func labels(of found: [String]) -> (labels: [String], numbers: [Int: Int]) {
    let values = Set(found.compactMap(wholeNumber)).sorted()
    guard let smallest = values.first, let largest = values.last, found.allSatisfy({ wholeNumber($0) != nil }) else {
      return (found.sorted(), [:])
    }
    func numbered(_ names: [String], from first: Int) -> (labels: [String], numbers: [Int: Int]) {
      (names, Dictionary(uniqueKeysWithValues: names.indices.map { ($0 + first, $0) }))
    }
    if values == [-1, 1] { return (["negative", "positive"], [-1: 0, 1: 1]) }
    if smallest == -1, largest <= 1 { return numbered(["negative", "neutral", "positive"], from: -1) }
    if values == [1, 2, 3, 4, 5] { return numbered(["1 star"] + (2...5).map { "\($0) stars" }, from: 1) }
    if smallest >= 0, largest <= 1 { return numbered(["negative", "positive"], from: 0) }
    if smallest == 0, largest < maximumLabels { return numbered((0...largest).map { "LABEL_\($0)" }, from: 0) }
    return (values.map(String.init), Dictionary(uniqueKeysWithValues: zip(values, values.indices)))
  }

  /// The index of the label for each number, if the labels have names. The first rule that fits applies:
  ///
  /// - the names begin with numbers (`1 star`): those numbers;
  /// - from 0 up and below the number of labels: indices, as in transformers, whatever the names mean;
  /// - from −1 up: −1 is the only negative label, 0 the neutral, 1 the positive;
  /// - as many numbers as labels: a scale that begins with the most negative label;
  /// - 1 to 5: below 3 the only negative label, 3 the neutral, above 3 the positive;
  /// - otherwise indices; any other number is an unknown label.
  static func numbers(of labels: [String], found: [String]) -> [Int: Int] {
    let values = Set(found.compactMap(wholeNumber)).sorted()
    let indices = Dictionary(uniqueKeysWithValues: labels.indices.map { ($0, $0) })
    let areIndices = values.allSatisfy(labels.indices.contains)
    let named = labels.compactMap { $0.split(separator: " ").first.flatMap { Int($0) } }
    if Set(named).count == labels.count, named.count == labels.count {
      // Ratings that count from 0 are the indices of `1 star` and so on.
      let isFromZero = areIndices && values.contains(0) && !named.contains(0)
      return isFromZero ? indices : Dictionary(uniqueKeysWithValues: zip(named, labels.indices))
    }
    if areIndices { return indices }
    let polarities = Polarity.ofLabels(labels)
    if values.first == -1, !polarities.contains(.unknown) { return byPolarity(-1...1, polarities) }
    if values.count == labels.count, found.allSatisfy({ wholeNumber($0) != nil }), let scale = scale(polarities) {
      return Dictionary(uniqueKeysWithValues: zip(values, scale))
    }
    if values.first == 1, values.last == 5, !polarities.contains(.unknown) { return byPolarity(1...5, polarities) }
    return indices
  }

  /// The label with the polarity of each number of a scale, if only one label has it.
  private static func byPolarity(_ scale: ClosedRange<Int>, _ polarities: [Polarity]) -> [Int: Int] {
    let middle = (scale.lowerBound + scale.upperBound) / 2
    var numbers: [Int: Int] = [:]
    for value in scale {
      let polarity: Polarity = value < middle ? .negative : value > middle ? .positive : .neutral
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

  /// Whether the checkpoint's head can be kept: its labels have the names in the cells, or they all have a polarity and
  /// the cells hold a number for each.
  func fits(_ known: TargetReader) -> Bool {
    if Set(labels.map { $0.lowercased() }) == Set(known.labels.map { $0.lowercased() }) { return true }
    return values.count == known.labels.count && !Polarity.ofLabels(known.labels).contains(.unknown)
      && Set(values.compactMap { known.numbers[$0] }).count == values.count
  }

  /// How numbers map to labels, if they are not in the order of the labels or do not rise from negative to positive.
  var note: String? {
    let polarities = Polarity.ofLabels(labels)
    let read = values.compactMap { value in numbers[value].map { (value: value, index: $0) } }
    let ranks = read.compactMap { polarities[$0.index].rank }
    let isPlain = read.allSatisfy {
      $0.value == $0.index || labels[$0.index].split(separator: " ").first == "\($0.value)"
    }
    guard namesAreGiven, !isPlain || ranks != ranks.sorted() else { return nil }
    let pairs = read.map { "\($0.value) = \(labels[$0.index])" }
    return
      "the labels are numbers, read as \(list(pairs, limit: 10)); if they mean something else, replace them by names"
  }
}

extension Polarity {
  /// −1, 0 or 1; nil if the polarity is unknown.
  fileprivate var rank: Int? {
    switch self {
    case .negative: -1
    case .neutral: 0
    case .positive: 1
    case .unknown: nil
    }
  }
}

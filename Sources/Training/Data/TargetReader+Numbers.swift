import Reviews
import SentimentAnalysis

extension TargetReader {
  /// 1, 1.0 and −1 are whole.
  static func whole(_ label: String) -> Int? { Double(label).flatMap(Int.init(exactly:)) }

  /// More labels than this are no labels: the column holds something else.
  static let mostLabels = 1000

  /// The names of the labels that cells say, and which of them each number is.
  static func labels(of found: [String]) -> (labels: [String], numbers: [Int: Int]) {
    let values = Set(found.compactMap(whole)).sorted()
    guard let least = values.first, let largest = values.last, found.allSatisfy({ whole($0) != nil }) else {
      return (found.sorted(), [:])
    }
    func numbered(_ names: [String], from first: Int) -> (labels: [String], numbers: [Int: Int]) {
      (names, Dictionary(uniqueKeysWithValues: names.indices.map { ($0 + first, $0) }))
    }
    if values == [-1, 1] { return (["negative", "positive"], [-1: 0, 1: 1]) }
    if least == -1, largest <= 1 { return numbered(["negative", "neutral", "positive"], from: -1) }
    if values == [1, 2, 3, 4, 5] { return numbered(["1 star"] + (2...5).map { "\($0) stars" }, from: 1) }
    if least >= 0, largest <= 1 { return numbered(["negative", "positive"], from: 0) }
    if least == 0, largest < mostLabels { return numbered((0...largest).map { "LABEL_\($0)" }, from: 0) }
    return (values.map(String.init), Dictionary(uniqueKeysWithValues: zip(values, values.indices)))
  }

  /// What numbers mean where the labels have names, which need not stand in the numbers' order. The first that fits:
  ///
  /// - the names begin with numbers (`1 star`): these;
  /// - from 0 up and below the number of labels: indices, as transformers takes them, whatever the names say;
  /// - from −1 up: below 0 the one negative label, 0 the neutral, 1 the positive;
  /// - as many numbers as there are labels: a scale, that begins with the most negative label;
  /// - 1 to 5: below 3 the one negative label, 3 the neutral, above it the positive;
  /// - else indices, and what is none is an unknown label.
  static func numbers(of labels: [String], found: [String]) -> [Int: Int] {
    let values = Set(found.compactMap(whole)).sorted()
    let indices = Dictionary(uniqueKeysWithValues: labels.indices.map { ($0, $0) })
    let areIndices = values.allSatisfy(labels.indices.contains)
    let named = labels.compactMap { $0.split(separator: " ").first.flatMap { Int($0) } }
    if Set(named).count == labels.count, named.count == labels.count {
      // Ratings written from 0 up are the indices of `1 star` and so on.
      let isFromZero = areIndices && values.contains(0) && !named.contains(0)
      return isFromZero ? indices : Dictionary(uniqueKeysWithValues: zip(named, labels.indices))
    }
    if areIndices { return indices }
    let sides = Polarity.ofLabels(labels)
    if values.first == -1, !sides.contains(.unknown) { return bySide(-1...1, sides) }
    if values.count == labels.count, found.allSatisfy({ whole($0) != nil }), let scale = scale(sides) {
      return Dictionary(uniqueKeysWithValues: zip(values, scale))
    }
    if values.first == 1, values.last == 5, !sides.contains(.unknown) { return bySide(1...5, sides) }
    return indices
  }

  /// The label on the side of each number of a scale, where only one stands there.
  private static func bySide(_ scale: ClosedRange<Int>, _ sides: [Polarity]) -> [Int: Int] {
    let middle = (scale.lowerBound + scale.upperBound) / 2
    var numbers: [Int: Int] = [:]
    for value in scale {
      let side: Polarity = value < middle ? .negative : value > middle ? .positive : .neutral
      let matching = sides.indices.filter { sides[$0] == side }
      if matching.count == 1 { numbers[value] = matching[0] }
    }
    return numbers
  }

  /// The labels from the most negative to the most positive: in their order, where it rises or nobody knows better, or in the
  /// reverse, or by their sides; nil where several stand on a side in no order.
  private static func scale(_ sides: [Polarity]) -> [Int]? {
    let ranks = sides.compactMap(\.rank)
    guard ranks.count == sides.count, ranks != ranks.sorted() else { return Array(sides.indices) }
    if ranks == ranks.sorted(by: >) { return sides.indices.reversed() }
    return Set(ranks).count == ranks.count ? sides.indices.sorted { ranks[$0] < ranks[$1] } : nil
  }

  /// Whether a checkpoint's head can be kept: its labels have the names that the cells have, or are words of sentiment and
  /// the cells hold a number for each.
  func fits(_ known: TargetReader) -> Bool {
    if Set(labels.map { $0.lowercased() }) == Set(known.labels.map { $0.lowercased() }) { return true }
    return values.count == known.labels.count && !Polarity.ofLabels(known.labels).contains(.unknown)
      && Set(values.compactMap { known.numbers[$0] }).count == values.count
  }

  /// How numbers were read, where their order is not that of the labels, or another than from negative to positive.
  var remark: String? {
    let sides = Polarity.ofLabels(labels)
    let read = values.compactMap { value in numbers[value].map { (value: value, index: $0) } }
    let ranks = read.compactMap { sides[$0.index].rank }
    let isPlain = read.allSatisfy {
      $0.value == $0.index || labels[$0.index].split(separator: " ").first == "\($0.value)"
    }
    guard areGiven, !isPlain || ranks != ranks.sorted() else { return nil }
    let pairs = read.map { "\($0.value) = \(labels[$0.index])" }
    return
      "the labels are numbers, read as \(list(pairs, most: 10)); where they mean something else, write names for them"
  }
}

extension Polarity {
  /// Nil where the side is not known.
  fileprivate var rank: Int? {
    switch self {
    case .negative: -1
    case .neutral: 0
    case .positive: 1
    case .unknown: nil
    }
  }
}

import BERT
import Reviews

extension TargetReader {
  /// A column with more distinct values than this does not hold labels.
  static let maximumLabels = 1000
  /// More classes than this are a scale of ratings, where the name of the column says so.
  private static let maximumRatings = 10

  /// The names of the labels in the cells, and the label of each number.
  static func labels(of cells: Cells, _ problem: Problem) -> (labels: [String], numbers: Numbers) {
    let values = cells.values
    guard let smallest = values.first, let largest = values.last else {
      let verdicts = problem == .singleLabel ? Verdicts.labels(of: cells.spellings) : nil
      return (verdicts ?? cells.spellings, .each([:]))
    }
    func numbered(_ names: [String], from first: Int) -> (labels: [String], numbers: Numbers) {
      (names, .each(Dictionary(uniqueKeysWithValues: names.indices.map { ($0 + first, $0) })))
    }
    func stars(_ value: Int) -> String { value == 1 ? "1 star" : "\(value) stars" }
    if values == [-1, 1] { return (["negative", "positive"], .each([-1: 0, 1: 1])) }
    if smallest == -1, largest <= 1 { return numbered(["negative", "neutral", "positive"], from: -1) }
    if values == [1, 2, 3, 4, 5] { return numbered(values.map(stars), from: 1) }
    let areStars = smallest >= 1 && largest <= 5 && cells.numbers.keys.allSatisfy(\.isWritten)
    if !areStars, smallest >= 0, largest <= 1 { return numbered(["negative", "positive"], from: 0) }
    if smallest == 0, largest < maximumLabels { return numbered((0...largest).map { "LABEL_\($0)" }, from: 0) }
    let names = areStars ? values.map(stars) : values.map(String.init)
    return (names, .each(Dictionary(uniqueKeysWithValues: zip(values, values.indices))))
  }

  /// Checks that the cells can be the labels of a classifier.
  static func check(_ cells: Cells, _ place: String) throws(TrainingError) {
    let numbers = cells.areNumbers ? cells.numbers.keys.map(\.value).sorted() : []
    let fraction = numbers.first { $0 != $0.rounded() }.map { "numbers such as \($0)" }
    let isLong = cells.isRatingColumn && numbers.last ?? 0 > Double(maximumRatings)
    let scale = isLong ? RatingScale(of: cells.numbers.keys).map { "ratings from \($0.name)" } : nil
    if let found = fraction ?? scale {
      throw TrainingError(
        "\(place): the labels are \(found), not classes; train a regression with --problem-type regression, read ratings by "
          + "their side with --label-names negative,positive, or name another column with --label-column")
    }
    guard cells.spellings.count <= maximumLabels else {
      throw TrainingError(
        "\(place): the label column holds \(cells.spellings.count) different values, and \(maximumLabels) labels are the limit; "
          + "one is \"\((cells.spellings.first ?? "").prefix(40))\"; name another with --label-column")
    }
  }

  /// Whether the checkpoint's head can be kept: its labels have the names in the cells; or it has a label of each polarity and
  /// the cells hold only some of them; or its labels all have a polarity and the cells hold a number for each; or the cells are
  /// ratings of both sides. Five stars, and −1, 0 and 1, remain labels.
  func fits(_ known: TargetReader) -> Bool {
    let names = Set(known.labels.map { $0.lowercased() })
    if [labels, cells.spellings].contains(where: { Set($0.map { $0.lowercased() }) == names }) { return true }
    if holdsSomePolarities(of: known) { return true }
    if known.readsBothSides {
      return labels != ["negative", "neutral", "positive"] && (labels.count != 5 || labels[0] != "1 star")
    }
    guard case .each(let numbers) = known.numbers else { return false }
    let values = cells.values
    return values.count == known.labels.count && !Polarity.ofLabels(known.labels).contains(.unknown)
      && Set(values.compactMap { numbers[$0] }).count == values.count
  }

  /// Whether the cells hold only labels of a checkpoint whose labels are a negative, a neutral and a positive one: by their names,
  /// or by other names or numbers if these stand for a negative and a positive one.
  private func holdsSomePolarities(of known: TargetReader) -> Bool {
    func polarity(of cell: String, in reader: TargetReader) -> Polarity? {
      reader.index(ofLabelOrNumber: cell).flatMap { index in reader.sides.first { $0.value == index }?.key }
    }
    guard known.labels.count == 3, known.sides.count == 3, uncertain.flatMap({ known.index(ofName: $0) }) == nil
    else { return false }
    if cells.spellings.allSatisfy({ known.index(ofName: $0) != nil }) { return true }
    return labels.count == 2 && sides.count == 2
      && cells.spellings.allSatisfy { cell in
        let own = polarity(of: cell, in: self)
        return own != nil && own == polarity(of: cell, in: known)
      }
  }

  /// Whether the cells are nothing but ratings, some of them negative and some positive.
  var readsBothSides: Bool {
    guard case .ratings(let scale, _) = numbers, cells.areNumbers else { return false }
    let polarities = Set(cells.numbers.keys.map { scale.polarity(of: $0) })
    return polarities.isSuperset(of: [.negative, .positive])
  }
}

import BERT
import JSON
import Reviews

/// Parses label cells into targets, as the type of problem requires.
struct TargetReader: Sendable {
  /// The content of a label column or key.
  enum Cell: Sendable {
    case text(String)
    case list([String])

    /// Nil if the value is not text, a number, true or false, or a list of these.
    init?(_ value: JSONValue) {
      func text(_ value: JSONValue) -> String? {
        value.stringValue ?? (value.doubleValue != nil || value.boolValue != nil ? value.serialized() : nil)
      }
      if let text = text(value) {
        self = .text(text)
      } else {
        guard let elements = value.arrayValue else { return nil }
        let texts = elements.compactMap(text)
        guard texts.count == elements.count else { return nil }
        self = .list(texts)
      }
    }

    /// The labels in the cell.
    var parts: [String] {
      switch self {
      case .text(let text): text.split { ",;|".contains($0) }.map(\.withoutSpaceAround).filter { !$0.isEmpty }
      case .list(let texts): texts.map(\.withoutSpaceAround)
      }
    }

    /// The cell as a single label.
    var whole: String {
      switch self {
      case .text(let text): text.withoutSpaceAround
      case .list(let texts): texts.joined(separator: ", ").withoutSpaceAround
      }
    }
  }

  let labels: [String]
  let problem: Problem
  /// The indices of the labels by name in lower case.
  private let names: [String: Int]
  /// The labels of the numbers in the cells.
  let numbers: Numbers
  /// The only label of each polarity, for cells that say a side: `Recommended`.
  let sides: [Polarity: Int]
  /// The different cells.
  let cells: Cells
  /// Whether the names were given instead of taken from the cells.
  let namesAreGiven: Bool
  /// The content, in lower case, of a cell that means "no label".
  let uncertain: String?

  /// - Parameters:
  ///   - labels: nil takes them from the cells.
  ///   - labelsAreOfModel: whether the labels are those of a model, which the author of the files may not know.
  ///   - files: the files whose cells define the labels or their numbers.
  ///   - heldOut: files of the same scale of ratings.
  ///   - uncertain: the content of a cell that means "no label".
  /// - Throws: `TrainingError` with the names of the files if their cells cannot be labels.
  init(
    _ problem: Problem, labels given: [String]?, labelsAreOfModel: Bool = false, of files: [LabelledRows],
    heldOut: [LabelledRows] = [], uncertain: String? = nil
  ) throws(TrainingError) {
    self.problem = problem
    self.uncertain = uncertain?.lowercased()
    let place = files.map(\.path).joined(separator: ", ")
    let cells = Cells(files, problem, uncertain: self.uncertain)
    namesAreGiven = given != nil
    if problem == .singleLabel { try Self.checkScales(of: files + heldOut, uncertain: self.uncertain) }
    if problem == .regression {
      (labels, numbers) = (given ?? ["value"], .each([:]))
      self.cells = cells
    } else if let given {
      (labels, self.cells) = (given, cells)
      let all = heldOut.isEmpty ? cells : Cells(files + heldOut, problem, uncertain: self.uncertain)
      numbers = try Self.numbers(of: given, labelsAreOfModel: labelsAreOfModel, all, problem, place)
    } else {
      // A class of one text cannot be learned.
      self.cells = problem == .singleLabel ? cells.withoutStrays(atMost: 0) : cells
      if problem == .singleLabel { try Self.check(self.cells, place) }
      (labels, numbers) = Self.labels(of: self.cells, problem)
    }
    names = Dictionary(labels.enumerated().map { ($1.lowercased(), $0) }) { first, _ in first }
    sides = Self.sides(of: labels)
  }

  /// The target of a cell; nil for a rating in the middle of its scale, or a word for it, if no label is neutral.
  func target(_ cell: Cell) throws(RowProblem) -> Target? {
    switch problem {
    case .singleLabel:
      let label = cell.whole
      if let uncertain, label.lowercased() == uncertain { return .noLabel }
      if isLeftOut(label) { return nil }
      return .label(try index(of: label))
    case .multiLabel:
      // The name of a label may contain a separator.
      if let index = index(ofLabelOrNumber: cell.whole) { return .labels([index]) }
      var indices: Set<Int> = []
      for part in cell.parts { indices.insert(try index(of: part)) }
      return .labels(indices)
    case .regression:
      guard let number = Double(cell.whole), number.isFinite else {
        throw RowProblem(kind: .number, sentence: "\"\(cell.whole)\" is not a number; row skipped")
      }
      return .value(number)
    }
  }

  private func index(of label: String) throws(RowProblem) -> Int {
    if let index = index(ofLabelOrNumber: label) { return index }
    guard !Self.isMissing(label), !Self.missingBesideNumbers.contains(label.lowercased()) else {
      throw RowProblem(kind: .label, sentence: "no label; row skipped")
    }
    if case .ratings(let scale, _) = numbers, Rating(label) != nil {
      throw RowProblem(
        kind: .unknownLabel, sentence: "unknown label \"\(label)\"; the ratings are from \(scale.name); row skipped")
    }
    throw RowProblem(
      kind: .unknownLabel,
      sentence: "unknown label \"\(label)\"; the labels are \(labels.joined(separator: ", ").prefix(200)); row skipped")
  }

  /// The index by name, otherwise by side or number; nil if unknown.
  func index(ofLabelOrNumber label: String) -> Int? {
    index(ofName: label)
      ?? Rating(label).flatMap { rating in
        switch numbers {
        case .each(let indices): rating.wholeNumber.flatMap { indices[$0] }
        case .ratings(let scale, let sides): scale.polarity(of: rating).flatMap { sides[$0] }
        }
      }
  }

  func index(ofName label: String) -> Int? {
    let name = label.lowercased()
    return names[name] ?? Self.abbreviations[name].flatMap { names[$0] }
      ?? Verdicts.polarity(of: name).flatMap { sides[$0] }
  }

  /// Whether the cell is a rating in the middle of the scale, or a word for it, and no label is neutral.
  func isLeftOut(_ label: String) -> Bool {
    guard !sides.isEmpty, sides[.neutral] == nil, index(ofName: label) == nil else { return false }
    if case .ratings(let scale, _) = numbers, let rating = Rating(label) {
      return scale.polarity(of: rating) == .neutral
    }
    return Verdicts.polarity(of: label) == .neutral
  }

  static let abbreviations = [
    "neg": "negative", "neu": "neutral", "pos": "positive", "negative": "neg", "neutral": "neu", "positive": "pos",
  ]

  /// Values that pandas and others write for an empty cell.
  static let missingBesideNumbers: Set = ["none", "na"]
  static func isMissing(_ label: String) -> Bool {
    label.isEmpty || ["nan", "null", "n/a", "<na>"].contains(label.lowercased())
  }
}

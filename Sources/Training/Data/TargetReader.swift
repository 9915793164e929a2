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
  private let problem: Problem
  /// The indices of the labels by name in lower case.
  private let names: [String: Int]
  /// The indices of the labels by their numbers in the cells.
  let numbers: [Int: Int]
  /// The numbers in the cells, sorted; empty if the cells hold anything else.
  let values: [Int]
  /// Whether the names were given instead of taken from the cells.
  let namesAreGiven: Bool
  /// The content, in lower case, of a cell that means "no label".
  private let uncertain: String?

  /// - Parameters:
  ///   - labels: nil takes them from the cells.
  ///   - files: the files whose cells define the labels or their numbers.
  ///   - uncertain: the content of a cell that means "no label".
  /// - Throws: `TrainingError` with the names of the files if their cells cannot be labels.
  init(
    _ problem: Problem, labels: [String]?, of files: [LabelledRows], uncertain: String? = nil
  ) throws(TrainingError) {
    let (cells, uncertain) = (files.flatMap { $0.rows.map(\.label) }, uncertain?.lowercased())
    self.problem = problem
    self.uncertain = uncertain
    let texts =
      switch problem {
      case .regression: [String]()
      case .singleLabel: cells.map(\.whole)
      case .multiLabel: cells.flatMap(\.parts)
      }
    // Spellings that differ in case are one label, spelled as in its first cell.
    let spelled = texts.lazy.filter { !Self.isMissing($0) }.map { ($0.lowercased(), $0) }
    var found = Dictionary(spelled) { first, _ in first }
    if let uncertain { found[uncertain] = nil }
    // "none" is a label beside words, but a missing value beside numbers.
    let rest = found.filter { !Self.missingBesideNumbers.contains($0.key) }
    if !rest.isEmpty, rest.values.allSatisfy({ Double($0) != nil }) { found = rest }
    let whole = found.values.compactMap(Self.wholeNumber)
    (values, namesAreGiven) = (whole.count == found.count ? Set(whole).sorted() : [], labels != nil)
    if problem == .singleLabel {
      try Self.check(Array(found.values), given: labels, files.map(\.path).joined(separator: ", "))
    }
    if problem == .regression {
      (self.labels, numbers) = (labels ?? ["value"], [:])
    } else if let labels {
      (self.labels, numbers) = (labels, Self.numbers(of: labels, found: Array(found.values)))
    } else {
      (self.labels, numbers) = Self.labels(of: Array(found.values))
    }
    names = Dictionary(self.labels.enumerated().map { ($1.lowercased(), $0) }) { first, _ in first }
  }

  func target(_ cell: Cell) throws(RowProblem) -> Target {
    switch problem {
    case .singleLabel:
      if let uncertain, cell.whole.lowercased() == uncertain { return .noLabel }
      return .label(try index(of: cell.whole))
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
    throw RowProblem(
      kind: .unknownLabel,
      sentence: "unknown label \"\(label)\"; the labels are \(labels.joined(separator: ", ").prefix(200)); row skipped")
  }

  /// The index by name, otherwise by number; nil if unknown.
  private func index(ofLabelOrNumber label: String) -> Int? {
    let name = label.lowercased()
    return names[name] ?? Self.abbreviations[name].flatMap { names[$0] }
      ?? Self.wholeNumber(label).flatMap { numbers[$0] }
  }

  private static let abbreviations = [
    "neg": "negative", "neu": "neutral", "pos": "positive", "negative": "neg", "neutral": "neu", "positive": "pos",
  ]

  /// Values that pandas and others write for an empty cell.
  private static let missingBesideNumbers: Set = ["none", "na"]
  private static func isMissing(_ label: String) -> Bool {
    label.isEmpty || ["nan", "null", "n/a", "<na>"].contains(label.lowercased())
  }

  private static func check(_ found: [String], given labels: [String]?, _ place: String) throws(TrainingError) {
    guard labels == nil || !found.contains(where: { labels?.contains($0) == true }) else { return }
    let numbers = found.compactMap(Double.init)
    if numbers.count == found.count, let fraction = found.sorted().first(where: { wholeNumber($0) == nil }) {
      throw TrainingError(
        "\(place): the labels are numbers such as \(fraction), not classes; train a regression with "
          + "--problem-type regression, or name another column with --label-column")
    }
    guard labels != nil || found.count <= maximumLabels else {
      throw TrainingError(
        "\(place): the label column holds \(found.count) different values, and \(maximumLabels) labels are the limit; one is "
          + " \"\((found.min() ?? "").prefix(40))\"; name another with --label-column")
    }
  }
}

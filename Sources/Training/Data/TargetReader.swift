import BERT
import JSON
import Reviews

/// Reads what a file of examples says of a text, as the problem asks for.
struct TargetReader: Sendable {
  /// What a file holds in the place of a label.
  enum Cell: Sendable {
    case text(String)
    case list([String])

    /// Nil where the value is neither text, number, true or false, nor a list of these.
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

    /// The labels in it, one after the other.
    var parts: [String] {
      switch self {
      case .text(let text): text.split { ",;|".contains($0) }.map(\.withoutSpaceAround).filter { !$0.isEmpty }
      case .list(let texts): texts.map(\.withoutSpaceAround)
      }
    }

    /// The whole of it as one label.
    var whole: String {
      switch self {
      case .text(let text): text.withoutSpaceAround
      case .list(let texts): texts.joined(separator: ", ").withoutSpaceAround
      }
    }
  }

  let labels: [String]
  private let problem: Problem
  /// The labels' indices by their names in lower case.
  private let names: [String: Int]
  /// The labels' indices by the numbers that the cells give them.
  let numbers: [Int: Int]
  /// The numbers in the cells, where these hold nothing else, in order.
  let values: [Int]
  /// The names were given, not taken from the cells.
  let areGiven: Bool
  /// What the cells have in the place of a label where none holds, in lower case.
  private let uncertain: String?

  /// - Parameters:
  ///   - labels: nil takes them from the cells.
  ///   - files: whose cells the labels or their numbers are taken from.
  ///   - uncertain: what stands in their place where none holds.
  /// - Throws: `DataError` that names the files where their cells can be no labels.
  init(
    _ problem: Problem, labels: [String]?, of files: [LabelledRows], uncertain: String? = nil
  ) throws(DataError) {
    let (cells, uncertain) = (files.flatMap { $0.rows.map(\.label) }, uncertain?.lowercased())
    self.problem = problem
    self.uncertain = uncertain
    let texts =
      switch problem {
      case .regression: [String]()
      case .singleLabel: cells.map(\.whole)
      case .multiLabel: cells.flatMap(\.parts)
      }
    // Spellings that differ in case are one label, in its first spelling.
    let spelled = texts.lazy.filter { !Self.isMissing($0) }.map { ($0.lowercased(), $0) }
    var found = Dictionary(spelled) { first, _ in first }
    if let uncertain { found[uncertain] = nil }
    // A class of its own beside words, but beside numbers only what programs write for nothing.
    let rest = found.filter { !Self.perhapsMissing.contains($0.key) }
    if !rest.isEmpty, rest.values.allSatisfy({ Double($0) != nil }) { found = rest }
    let whole = found.values.compactMap(Self.whole)
    (values, areGiven) = (whole.count == found.count ? Set(whole).sorted() : [], labels != nil)
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
      // A label may hold a separator itself.
      if let index = known(cell.whole) { return .labels([index]) }
      var indices: Set<Int> = []
      for part in cell.parts { indices.insert(try index(of: part)) }
      return .labels(indices)
    case .regression:
      guard let number = Double(cell.whole), number.isFinite else {
        throw RowProblem(kind: .number, sentence: "\"\(cell.whole)\" is no number; row skipped")
      }
      return .value(number)
    }
  }

  private func index(of label: String) throws(RowProblem) -> Int {
    if let index = known(label) { return index }
    guard !Self.isMissing(label), !Self.perhapsMissing.contains(label.lowercased()) else {
      throw RowProblem(kind: .label, sentence: "no label; row skipped")
    }
    throw RowProblem(
      kind: .unknownLabel,
      sentence: "unknown label \"\(label)\"; known are \(labels.joined(separator: ", ").prefix(200)); row skipped")
  }

  /// By name, else by number.
  private func known(_ label: String) -> Int? {
    let name = label.lowercased()
    return names[name] ?? Self.abbreviations[name].flatMap { names[$0] } ?? Self.whole(label).flatMap { numbers[$0] }
  }

  private static let abbreviations = [
    "neg": "negative", "neu": "neutral", "pos": "positive", "negative": "neg", "neutral": "neu", "positive": "pos",
  ]

  /// What an empty cell is written as by pandas and others.
  private static let perhapsMissing: Set = ["none", "na"]
  private static func isMissing(_ label: String) -> Bool {
    label.isEmpty || ["nan", "null", "n/a", "<na>"].contains(label.lowercased())
  }

  private static func check(_ found: [String], given labels: [String]?, _ place: String) throws(DataError) {
    guard labels == nil || !found.contains(where: { labels?.contains($0) == true }) else { return }
    let numbers = found.compactMap(Double.init)
    if numbers.count == found.count, let fraction = found.sorted().first(where: { whole($0) == nil }) {
      throw DataError(
        "\(place): the labels are numbers such as \(fraction), and so no classes; train for the number itself with "
          + "--problem-type regression, or name another column with --label-column")
    }
    guard labels != nil || found.count <= mostLabels else {
      throw DataError(
        "\(place): the label column holds \(found.count) different values, more than the \(mostLabels) that can be "
          + "labels, such as \"\((found.min() ?? "").prefix(40))\"; name another with --label-column")
    }
  }
}

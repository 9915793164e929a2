/// The reason why a row is skipped.
struct RowProblem: Error {
  /// Each value continues the sentence "5 more rows".
  enum Kind: String {
    case unclosedQuote = "with an unclosed quote"
    case encoding = "that are not valid UTF-8"
    case columns = "with a different number of columns than the header"
    case format = "that are not JSON objects"
    case text = "without a text"
    case label = "without a label"
    case unknownLabel = "with an unknown label"
    case number = "without a number"
    case span = "with an invalid span"
  }

  var kind: Kind
  var sentence: String
}

/// The problems in the rows of a file. The first few of each kind are listed and the others counted, so that a million
/// bad rows make a short report.
struct RowProblems: Sendable {
  private static let listedPerKind = 5
  private var sentences: [String] = []
  private var counts: [(kind: RowProblem.Kind, count: Int)] = []
  private let path: String

  init(path: String) { self.path = path }

  mutating func add(_ kind: RowProblem.Kind, _ sentence: String, at place: String) {
    let index = counts.firstIndex { $0.kind == kind } ?? counts.count
    if index == counts.count { counts.append((kind, 0)) }
    counts[index].count += 1
    if counts[index].count <= Self.listedPerKind { sentences.append("\(place): \(sentence)") }
  }

  /// A sentence for each listed row, then one for each kind with more.
  var all: [String] {
    sentences
      + counts.filter { $0.count > Self.listedPerKind }.map {
        "\(path): \($0.count - Self.listedPerKind) more row\($0.count > Self.listedPerKind + 1 ? "s" : "") \($0.kind.rawValue)"
      }
  }

  /// The number of skipped rows.
  var skipped: Int { counts.reduce(0) { $0 + ($1.kind == .unclosedQuote ? 0 : $1.count) } }
}

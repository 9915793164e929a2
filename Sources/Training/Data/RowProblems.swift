/// What keeps a row from being used.
struct RowProblem: Error {
  /// Each as it goes on after "5 more rows".
  enum Kind: String {
    case unclosedQuote = "with a quote that is never closed"
    case encoding = "that are not valid UTF-8"
    case columns = "with another number of columns than the header"
    case format = "that are no JSON object"
    case text = "without a text"
    case label = "without a label"
    case unknownLabel = "with an unknown label"
    case number = "without a number"
  }

  var kind: Kind
  var sentence: String
}

/// What is wrong with the rows of a file: of each kind the first few are named, the rest is counted, so that a million bad
/// rows are as quickly read about as three.
struct RowProblems: Sendable {
  private static let mostNamed = 5
  private var sentences: [String] = []
  private var counts: [(kind: RowProblem.Kind, count: Int)] = []
  private let path: String

  init(path: String) { self.path = path }

  mutating func add(_ kind: RowProblem.Kind, _ sentence: String, at place: String) {
    let index = counts.firstIndex { $0.kind == kind } ?? counts.count
    if index == counts.count { counts.append((kind, 0)) }
    counts[index].count += 1
    if counts[index].count <= Self.mostNamed { sentences.append("\(place): \(sentence)") }
  }

  /// One for each row named, then one for each kind of which there are more.
  var all: [String] {
    sentences
      + counts.filter { $0.count > Self.mostNamed }.map {
        "\(path): \($0.count - Self.mostNamed) more row\($0.count > Self.mostNamed + 1 ? "s" : "") \($0.kind.rawValue)"
      }
  }

  /// Rows left out.
  var skipped: Int { counts.reduce(0) { $0 + ($1.kind == .unclosedQuote ? 0 : $1.count) } }
}

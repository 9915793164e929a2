public import BERT

/// The further heads that a classification answers.
public enum HeadSelection: Sendable, Hashable {
  case none
  case all
  /// The heads with these names; names that a model lacks are skipped.
  case named([String])

  /// The indices of the heads among those of a model.
  public func indices(of heads: [TaskHead]) -> [Int] {
    let names = names(among: heads.map(\.name))
    return heads.indices.filter { names.contains(heads[$0].name) }
  }

  /// Those of these heads that it selects.
  func names(among heads: [String]) -> [String] {
    switch self {
    case .none: []
    case .all: heads
    case .named(let names): heads.filter { names.contains($0) }
    }
  }

  /// The first name that a model lacks, as a sentence with those that it has.
  public func unknownName(in heads: [TaskHead]) -> String? {
    guard case .named(let names) = self, let name = names.first(where: { name in !heads.contains { $0.name == name } })
    else { return nil }
    let known = heads.isEmpty ? "has no further heads" : "has the heads \(heads.map(\.name).joined(separator: ", "))"
    return "no head \"\(name)\": the model \(known)"
  }
}

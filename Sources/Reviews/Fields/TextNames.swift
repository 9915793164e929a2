/// The names of review columns and keys.
package enum TextNames {
  /// The likeliest name.
  package static let first = FieldWords.common[0]

  /// The candidate review columns, in groups of equal likelihood, the likeliest first: columns with the first common name, with
  /// another common name, with a name that contains one, and with a plural.
  ///
  /// - Parameter names: the column names, without surrounding white space.
  package static func columns(among names: [String]) -> [[Int]] {
    let fields = names.map(FieldName.init)
    func columns(_ matches: (FieldName) -> Bool) -> [Int] { fields.indices.filter { matches(fields[$0]) } }
    let groups = [
      columns { $0.role == .text && $0.rank == 0 }, columns { $0.role == .text && ($0.rank ?? 0) > 0 },
      columns { $0.role == .text && $0.rank == nil }, columns { $0.role == .texts },
    ]
    return groups.filter { !$0.isEmpty }
  }

  /// Whether a name denotes reviews.
  static func isCommon(_ name: String) -> Bool { [.text, .texts, .side].contains(FieldName(name).role) }

  /// Whether a name is exactly a common one.
  static func isExact(_ name: String) -> Bool { FieldName(name).rank != nil }
}

/// The keys of a JSON document that hold reviews.
struct ObjectFields {
  /// By key: whether its strings are reviews.
  private var isRead: [Bool]
  /// The strings that name the columns of a table, such as `[["id", "review"], [1, "Good"]]`.
  private var headers: Set<Int> = []
  /// The keys, for messages.
  let fields: DocumentReviews.Fields

  /// Chooses the keys by their names and strings.
  ///
  /// - Parameter named: the keys that the user named: `text`, or with keys above it, `content.text`. If empty, they are detected.
  init(_ strings: ObjectStrings, named: [String]) {
    let keys = strings.keys
    let used = keys.all.filter { strings.contents[$0].total > 0 }
    let meanings = ObjectMeanings(strings)
    let chosen: [Int]
    if named.isEmpty {
      let fields = used.map {
        ReviewFields.Field(name: meanings.name(of: $0), content: strings.contents[$0].content, isList: keys.isList($0))
      }
      chosen = Self.chosen(fields, used, strings, meanings)
    } else {
      let paths = named.map { $0.lowercased().split(separator: ".").map(String.init) }
      chosen = used.indices.filter { index in
        paths.contains { wanted in
          let names = keys.names(of: used[index], last: wanted.count + 1).map { $0.lowercased() }
          return names.suffix(wanted.count) == wanted[...]
            || names.last.map(FieldWords.values.contains) == true && names.dropLast() == wanted[...]
        }
      }
    }
    isRead = [Bool](repeating: false, count: keys.all.count)
    for index in chosen { isRead[used[index]] = true }
    headers = meanings.headerPositions
    func list(_ keys: [ObjectKeys.Index]) -> [String] {
      var seen: Set<String> = []
      return keys.map { meanings.description(of: $0) }.filter { !$0.isEmpty && seen.insert($0).inserted }
    }
    fields = DocumentReviews.Fields(unit: .key, read: list(chosen.map { used[$0] }), all: list(used))
  }

  /// The indices of the keys that hold reviews.
  private static func chosen(
    _ fields: [ReviewFields.Field], _ used: [Int], _ strings: ObjectStrings, _ meanings: ObjectMeanings
  ) -> [Int] {
    var chosen = ReviewFields(fields).keys()
    // Keys below `reviews` may have any name, and the answers of a survey are no replies to reviews.
    for name in [meanings.name(belowTexts:), meanings.name(ofAnswer:)] where chosen.isEmpty {
      let named = used.indices.map { index in
        var field = fields[index]
        field.name = name(used[index]) ?? FieldName(role: .metadata)
        return field
      }
      chosen = ReviewFields(named).keys(isNamed: true)
    }
    if chosen.isEmpty, used.contains(where: { strings.keys.place($0) != nil }) {
      chosen = ReviewFields(fields).columns()
    }
    // Beside a list of records, a single string under another name is no review.
    let records = chosen.filter { meanings.isInRecords(used[$0]) }
    let names = Set(records.map { strings.keys.name(of: used[$0]) })
    return records.isEmpty
      ? chosen
      : chosen.filter { index in
        meanings.isInRecords(used[index]) || strings.contents[used[index]].total > 1
          || names.contains(strings.keys.name(of: used[index]))
      }
  }

  /// Whether a string is a review.
  func contains(_ string: ObjectScan.Text) -> Bool {
    isRead.indices.contains(string.key) && isRead[string.key] && !headers.contains(string.range.lowerBound)
  }
}

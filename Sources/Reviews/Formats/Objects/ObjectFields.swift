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
    let names = used.map { strings.name(of: $0) }
    let chosen: [Int]
    if named.isEmpty {
      let fields = used.indices.map {
        ReviewFields.Field(
          name: names[$0], content: strings.contents[used[$0]].content, isList: keys.isList(used[$0]))
      }
      chosen = Self.chosen(fields, used, strings)
    } else {
      let paths = named.map { $0.lowercased().split(separator: ".").map(String.init) }
      chosen = used.indices.filter { index in
        let path = keys.path(of: used[index]).map { $0.lowercased() }
        return paths.contains { wanted in
          path.suffix(wanted.count) == wanted[...]
            || path.last.map(FieldWords.values.contains) == true && path.dropLast().suffix(wanted.count) == wanted[...]
        }
      }
    }
    isRead = [Bool](repeating: false, count: keys.all.count)
    for index in chosen { isRead[used[index]] = true }
    headers = strings.headerPositions
    func list(_ keys: [ObjectKeys.Index]) -> [String] {
      var seen: Set<String> = []
      return keys.map { strings.description(of: $0) }.filter { !$0.isEmpty && seen.insert($0).inserted }
    }
    fields = DocumentReviews.Fields(unit: .key, read: list(chosen.map { used[$0] }), all: list(used))
  }

  /// The indices of the keys that hold reviews.
  private static func chosen(_ fields: [ReviewFields.Field], _ used: [Int], _ strings: ObjectStrings) -> [Int] {
    var chosen = ReviewFields(fields).keys()
    // Keys below `reviews` may have any name, and the answers of a survey are no replies to reviews.
    for name in [strings.name(belowTexts:), strings.name(ofAnswer:)] where chosen.isEmpty {
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
    let records = chosen.filter { strings.keys.isInRecords(used[$0]) }
    let names = Set(records.map { strings.keys.path(of: used[$0]).last })
    return records.isEmpty
      ? chosen
      : chosen.filter { index in
        strings.keys.isInRecords(used[index]) || strings.contents[used[index]].total > 1
          || names.contains(strings.keys.path(of: used[index]).last)
      }
  }

  /// Whether a string is a review.
  func contains(_ string: ObjectScan.Text) -> Bool {
    isRead.indices.contains(string.key) && isRead[string.key] && !headers.contains(string.range.lowerBound)
  }
}

/// The strings of a JSON document by key, as far as they show which keys hold reviews.
struct ObjectStrings {
  struct Contents {
    var content = FieldContent()
    var total = 0
    /// The first string, and where it begins.
    var first: (text: String, position: Int)?
  }

  private(set) var keys = ObjectKeys()
  /// By key.
  private(set) var contents: [Contents] = []
  /// The strings of a list named `columns` or similarly, which name the columns of the table beside it.
  private var columns: [String] = []

  /// More strings of a key are not examined.
  private static let maximumStrings = 200
  private static let namesOfColumns: Set<String> = ["columns", "header", "headers", "fields", "schema"]

  init(_ document: [UInt8], onePerLine: Bool) {
    var scan = ObjectScan(document)
    for line in Lines(document) {
      scan.begin(line: line)
      while let string = scan.next() {
        while contents.count <= string.key { contents.append(Contents()) }
        contents[string.key].total += 1
        guard contents[string.key].total <= Self.maximumStrings else { continue }
        let range = string.range.lowerBound..<min(string.range.upperBound, string.range.lowerBound + 4096)
        let text = Review(range: range, notation: string.hasEscapes ? .jsonEscapes : .verbatim).text(in: document)
          .string
        if contents[string.key].first == nil { contents[string.key].first = (text, string.range.lowerBound) }
        contents[string.key].content.add(text)
        if scan.keys.isList(string.key), let name = scan.keys.path(of: string.key).last,
          Self.namesOfColumns.contains(name.lowercased())
        {
          columns.append(text)
        }
      }
      if onePerLine { scan.reset() }
    }
    keys = scan.keys
    while contents.count < keys.all.count { contents.append(Contents()) }
  }

  /// The role of a key: that of its own name, or of the name above it for `{"content": {"label": …}}`.
  func name(of key: ObjectKeys.Index) -> FieldName {
    var path = keys.path(of: key)
    if let column = columnName(of: key) { path.append(column) }
    // A list of texts at the top.
    guard let last = path.last else { return FieldName(role: keys.place(key) == nil ? .text : .other) }
    let names = path.map(FieldName.init)
    if names.contains(where: { $0.role == .reply }) { return FieldName(role: .reply) }
    if isLogMessage(key, last) { return FieldName(role: .metadata) }
    return name(own: FieldName(last), last, names)
  }

  private func name(own: FieldName, _ last: String, _ names: [FieldName]) -> FieldName {
    guard FieldWords.values.contains(last.lowercased()), names.count > 1 else { return own }
    let parent = names[names.count - 2]
    return own.role != .text || [.text, .title, .metadata].contains(parent.role) ? parent : own
  }

  /// The name of a key below the answers of a survey, which are not below reviews; nil for any other key.
  func name(ofAnswer key: ObjectKeys.Index) -> FieldName? {
    let path = keys.path(of: key)
    let names = path.map(FieldName.init)
    let answers = ["answers", "responses", "replies"]
    guard let last = path.last, let first = path.firstIndex(where: { answers.contains($0.lowercased()) }),
      names.indices.allSatisfy({ names[$0].role != .reply || answers.contains(path[$0].lowercased()) }),
      !names[..<first].contains(where: { [.text, .texts].contains($0.role) })
    else { return nil }
    return first == path.count - 1 ? FieldName(role: .text) : name(own: FieldName(last), last, names)
  }

  /// The name of a key below one that is named like reviews; nil for any other key.
  func name(belowTexts key: ObjectKeys.Index) -> FieldName? {
    keys.path(of: key).dropLast().contains { [.text, .texts].contains(FieldName($0).role) } ? name(of: key) : nil
  }

  /// `content.label` for a value of another key, else the key's own name.
  func description(of key: ObjectKeys.Index) -> String {
    if let column = columnName(of: key) { return column }
    let path = keys.path(of: key)
    let count = path.last.map { FieldWords.values.contains($0.lowercased()) } == true ? 2 : 1
    return path.suffix(count).joined(separator: ".")
  }

  /// Where the strings begin that are names of columns.
  var headerPositions: Set<Int> {
    guard columns.isEmpty else { return [] }
    return Set(keys.all.filter { columnName(of: $0) != nil }.compactMap { contents[$0].first?.position })
  }

  /// The name of a column in a list of lists: from the list of columns, or else from the first row, if that names reviews.
  private func columnName(of key: ObjectKeys.Index) -> String? {
    guard let (place, table) = keys.place(key) else { return nil }
    if !columns.isEmpty { return columns.indices.contains(place) ? columns[place] : nil }
    let first = keys.all.filter { keys.place($0)?.table == table }.compactMap { contents[$0].first?.text }
    guard first.contains(where: TextNames.isCommon), !first.contains(where: FieldContent.isMeasure) else { return nil }
    return contents[key].first?.text
  }

  /// Whether a key is the message of a log entry, which has a level beside it.
  private func isLogMessage(_ key: ObjectKeys.Index, _ name: String) -> Bool {
    guard ["message", "msg", "text"].contains(name.lowercased()) else { return false }
    let parent = keys.parent(of: key)
    return keys.all.contains { other in
      keys.parent(of: other) == parent
        && ["level", "severity", "loglevel", "logger", "levelname"].contains(
          keys.path(of: other).last?.lowercased() ?? "")
    }
  }
}

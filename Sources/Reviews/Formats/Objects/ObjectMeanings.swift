/// What the names of a JSON document's keys, and of the keys above them, say about their contents. Computed once for each key,
/// from its parent's.
struct ObjectMeanings {
  private struct Meaning {
    /// The nearest name, and the one above it.
    var own: FieldName?
    var above: FieldName?
    /// Whether a name is that of a reply.
    var isReply = false
    /// Whether a name is that of a survey's answers, without reviews above it, and no other name is that of a reply.
    var isAnswer = false
    var isBelowTexts = false
    /// Whether a list is above the key, and whether the key belongs to objects in a list.
    var isInList = false
    var isInRecords = false
  }

  private let keys: ObjectKeys
  private var meanings: [Meaning] = []
  /// By key: the names of columns of lists in a list, from the list of columns, or else from the first row, if that names reviews.
  private var columnNames: [ObjectKeys.Index: String] = [:]
  /// The keys of objects with a level, as entries of logs have.
  private var logEntries: Set<ObjectKeys.Index> = []
  /// Where the strings begin that are names of columns.
  private(set) var headerPositions: Set<Int> = []

  private static let answers: Set<String> = ["answers", "responses", "replies"]
  private static let levels: Set<String> = ["level", "severity", "loglevel", "logger", "levelname"]
  private static let messages: Set<String> = ["message", "msg", "text"]

  init(_ strings: ObjectStrings) {
    keys = strings.keys
    for key in keys.all {
      meanings.append(meaning(of: key))
      if keys.hasName(key), Self.levels.contains(spelling(key)) { logEntries.insert(keys.parent(of: key)) }
    }
    nameColumns(strings)
  }

  private func meaning(of key: ObjectKeys.Index) -> Meaning {
    guard key != keys.root else { return Meaning() }
    var meaning = meanings[keys.parent(of: key)]
    if keys.isList(key) { meaning.isInList = true }
    guard keys.hasName(key) else { return meaning }
    let name = FieldName(keys.name(of: key) ?? "")
    meaning.isBelowTexts = meaning.isBelowTexts || [.text, .texts].contains(meaning.own?.role)
    (meaning.above, meaning.own) = (meaning.own, name)
    meaning.isInRecords = meaning.isInList
    if name.role == .reply {
      let isAnswer = Self.answers.contains(spelling(key)) && !meaning.isBelowTexts
      meaning.isAnswer = isAnswer && (meaning.isAnswer || !meaning.isReply)
      meaning.isReply = true
    }
    return meaning
  }

  private func spelling(_ key: ObjectKeys.Index) -> String { keys.name(of: key)?.lowercased() ?? "" }

  private mutating func nameColumns(_ strings: ObjectStrings) {
    let tables = Dictionary(grouping: keys.all.filter { keys.place($0) != nil }) { keys.place($0)?.table ?? keys.root }
    for columns in tables.values {
      let first = columns.compactMap { strings.contents[$0].first }
      let isHeader =
        strings.columns.isEmpty && first.contains { TextNames.isCommon($0.text) }
        && !first.contains { FieldContent.isMeasure($0.text) }
      for column in columns {
        guard let place = keys.place(column)?.place else { continue }
        if isHeader, let first = strings.contents[column].first {
          columnNames[column] = first.text
          headerPositions.insert(first.position)
        } else if strings.columns.indices.contains(place) {
          columnNames[column] = strings.columns[place]
        }
      }
    }
  }
}

extension ObjectMeanings {
  /// Whether a key belongs to objects in a list.
  func isInRecords(_ key: ObjectKeys.Index) -> Bool { meanings[key].isInRecords }

  /// The role of a key: that of its own name, or of the name above it for `{"content": {"label": …}}`.
  func name(of key: ObjectKeys.Index) -> FieldName {
    let (meaning, column) = (meanings[key], columnNames[key].map(FieldName.init))
    // A list of texts at the top has no name.
    guard let own = column ?? meaning.own else { return FieldName(role: keys.place(key) == nil ? .text : .other) }
    if meaning.isReply || column?.role == .reply { return FieldName(role: .reply) }
    if Self.messages.contains(spelling(key)), logEntries.contains(keys.parent(of: key)) {
      return FieldName(role: .metadata)
    }
    return name(own, of: key)
  }

  private func name(_ own: FieldName, of key: ObjectKeys.Index) -> FieldName {
    guard columnNames[key] == nil, FieldWords.values.contains(spelling(key)), let above = meanings[key].above else {
      return own
    }
    return own.role != .text || [.text, .title, .metadata].contains(above.role) ? above : own
  }

  /// The name of a key below the answers of a survey, which are not below reviews; nil for any other key.
  func name(ofAnswer key: ObjectKeys.Index) -> FieldName? {
    guard meanings[key].isAnswer, let own = meanings[key].own else { return nil }
    return Self.answers.contains(spelling(key)) ? FieldName(role: .text) : name(own, of: key)
  }

  /// The name of a key below one that is named like reviews; nil for any other key.
  func name(belowTexts key: ObjectKeys.Index) -> FieldName? { meanings[key].isBelowTexts ? name(of: key) : nil }

  /// `content.label` for a value of another key, else the key's own name.
  func description(of key: ObjectKeys.Index) -> String {
    if let column = columnNames[key] { return column }
    return keys.names(of: key, last: FieldWords.values.contains(spelling(key)) ? 2 : 1).joined(separator: ".")
  }
}

extension LabelledData {
  /// Where to find text and label in a row.
  public struct Columns: Sendable, Hashable {
    /// The text's column or key; nil finds it by the names that most files use.
    public var text: String?
    /// The label's column or key; nil finds it by the names that most files use.
    public var label: String?
    /// The first line of CSV and TSV names the columns; else they go by their numbers, from 1: 1 for the text and 2 for the
    /// label where nothing else is said.
    public var hasHeader: Bool

    /// Found by themselves, or these.
    public init(text: String? = nil, label: String? = nil, hasHeader: Bool = true) {
      self.text = text
      self.label = label
      self.hasHeader = hasHeader
    }

    /// The positions of text and label in a header or among the keys of an object.
    func positions(in names: [String], place: String) throws(DataError) -> (text: Int, label: Int) {
      try different(
        text: position(of: text, Self.textNames, in: names, option: "--text-column", place),
        label: position(of: label, Self.labelNames, in: names, option: "--label-column", place), place)
    }

    /// The positions of text and label in rows without a header, by their numbers.
    func positions(count: Int, place: String) throws(DataError) -> (text: Int, label: Int) {
      let numbers = (1...max(1, count)).map(String.init)
      func position(_ number: String, _ option: String) throws(DataError) -> Int {
        if let index = numbers.firstIndex(of: number) { return index }
        throw DataError(
          "\(place): no column \"\(number)\"; without a header \(option) takes a number from 1 to \(count)")
      }
      return try different(
        text: position(text ?? "1", "--text-column"), label: position(label ?? "2", "--label-column"), place)
    }

    private func different(text: Int, label: Int, _ place: String) throws(DataError) -> (text: Int, label: Int) {
      guard text != label else {
        throw DataError(
          "\(place): --text-column and --label-column are the same; name the text's with one and the label's with the other"
        )
      }
      return (text, label)
    }

    // Foremost the name that our own files use: it wins over the others, which must not stand beside each other.
    private static let textNames = ["text", "review", "sentence", "content", "comment", "tweet"]
    private static let labelNames = ["label", "sentiment", "stars", "rating", "polarity", "class"]

    private func position(
      of name: String?, _ common: [String], in names: [String], option: String, _ place: String
    ) throws(DataError) -> Int {
      let plain = names.map { $0.trimming(while: \.isWhitespace).lowercased() }
      func called(_ name: String) -> [Int] { plain.indices.filter { plain[$0] == name } }
      let exact = name.map { name in names.indices.filter { names[$0] == name } } ?? []
      let found = exact.isEmpty ? called(name?.lowercased() ?? common[0]) : exact
      guard found.count < 2 else {
        throw DataError(
          "\(place): \(found.count) columns are named \"\(names[found[0]])\"; choose one by its number: \(option) "
            + found.map { "\($0 + 1)" }.joined(separator: " or "))
      }
      if let index = found.first { return index }
      if let number = name.flatMap({ Int($0) }), number >= 1, number <= plain.count { return number - 1 }
      let others = name == nil ? common.flatMap(called).sorted() : []
      guard others.count < 2 else {
        let choices = others.map { "\"\(names[$0])\"" }.joined(separator: " or ")
        throw DataError("\(place): either of the columns \(choices) could be meant; choose with \(option)")
      }
      if let index = others.first { return index }
      throw DataError(
        "\(place): no column \"\(name ?? common[0])\" among \(names.joined(separator: ", ").prefix(200)); name it with "
          + "\(option), or, where the file has no header line, give --no-header and its number")
    }
  }
}

extension StringProtocol {
  /// Without the characters at both ends that meet the condition.
  func trimming(while condition: (Character) -> Bool) -> String {
    guard let first = firstIndex(where: { !condition($0) }), let last = lastIndex(where: { !condition($0) }) else {
      return ""
    }
    return String(self[first...last])
  }
}

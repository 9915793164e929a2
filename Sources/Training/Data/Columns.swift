import Reviews

extension LabelledData {
  /// Where to find text and label in a row.
  public struct Columns: Sendable, Hashable {
    /// The text's column or key; nil finds it by the names that most files use, alone or at a name's end.
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
      let names = names.map(\.withoutSpaceAround)
      let labels = label.map { Self.positions(of: $0, in: names) } ?? LabelNames.columns(among: names).first ?? []
      let texts = text.map { Self.positions(of: $0, in: names) } ?? Self.texts(among: names, besides: labels)
      return try different(
        text: Self.only(texts, text ?? TextNames.common[0], in: names, option: "--text-column", place),
        label: Self.only(labels, label ?? LabelNames.common[0], in: names, option: "--label-column", place), place)
    }

    /// The likeliest columns of texts. A label's column may have a text's name.
    private static func texts(among names: [String], besides labels: [Int]) -> [Int] {
      let likely = TextNames.columns(among: names)
      return likely.lazy.map { $0.filter { !labels.contains($0) } }.first { !$0.isEmpty } ?? likely.first ?? []
    }

    /// The columns of that name, exactly or but for case, else the one of that number.
    private static func positions(of name: String, in names: [String]) -> [Int] {
      let name = name.withoutSpaceAround
      let exact = names.indices.filter { names[$0] == name }
      let found = exact.isEmpty ? names.indices.filter { names[$0].lowercased() == name.lowercased() } : exact
      guard found.isEmpty, let number = Int(name), names.indices.contains(number &- 1) else { return found }
      return [number - 1]
    }

    /// The one column that was found. A wrong column costs a whole training, so there is no guess between two.
    private static func only(
      _ found: [Int], _ name: String, in names: [String], option: String, _ place: String
    ) throws(DataError) -> Int {
      guard let first = found.first else {
        throw DataError(
          "\(place): no column \"\(name)\" among \(names.joined(separator: ", ").prefix(200)); name it with "
            + "\(option), or, where the file has no header line, give --no-header and its number")
      }
      guard found.count > 1 else { return first }
      if found.allSatisfy({ names[$0].lowercased() == names[first].lowercased() }) {
        throw DataError(
          "\(place): \(found.count) columns are named \"\(names[first])\"; choose one by its number: \(option) "
            + found.map { "\($0 + 1)" }.joined(separator: " or "))
      }
      let choices = found.sorted().map { "\"\(names[$0])\"" }.joined(separator: " or ")
      throw DataError("\(place): either of the columns \(choices) could be meant; choose with \(option)")
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
  }
}

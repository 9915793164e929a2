public import Files
import Reviews

extension LabelledData {
  /// How data files are read: the columns, or keys, of text and label, and the encoding.
  public struct Columns: Sendable, Hashable {
    /// The column or key of the text; nil finds it by common names, alone or at the end of a name.
    public var text: String?
    /// The column or key of the label; nil finds it by common names.
    public var label: String?
    /// Whether the first line of a CSV or TSV file names the columns. Otherwise columns are numbers from 1; the default
    /// is 1 for the text and 2 for the label.
    public var hasHeader: Bool
    /// The encoding of files without a byte-order mark; nil means UTF-8.
    public var encoding: TextEncoding?

    /// Names the columns; nil finds them.
    public init(
      text: String? = nil, label: String? = nil, hasHeader: Bool = true, encoding: TextEncoding? = nil
    ) {
      self.encoding = encoding
      self.text = text
      self.label = label
      self.hasHeader = hasHeader
    }

    /// The positions of text and label in a header or among the keys of an object.
    func positions(in names: [String], place: String) throws(TrainingError) -> (text: Int, label: Int) {
      let names = names.map(\.withoutSpaceAround)
      let labels = label.map { Self.positions(of: $0, in: names) } ?? LabelNames.columns(among: names).first ?? []
      let texts = text.map { Self.positions(of: $0, in: names) } ?? Self.texts(among: names, besides: labels)
      return try different(
        text: Self.only(texts, text ?? TextNames.first, in: names, option: "--text-column", place),
        label: Self.only(labels, label ?? LabelNames.common[0], in: names, option: "--label-column", place), place)
    }

    /// The likeliest text columns. The label column may have a name that is common for texts, too.
    static func texts(among names: [String], besides labels: [Int]) -> [Int] {
      let likely = TextNames.columns(among: names)
      return likely.lazy.map { $0.filter { !labels.contains($0) } }.first { !$0.isEmpty } ?? likely.first ?? []
    }

    /// The columns of that name, exactly or except for case; otherwise the column of that number.
    static func positions(of name: String, in names: [String]) -> [Int] {
      let name = name.withoutSpaceAround
      let exact = names.indices.filter { names[$0] == name }
      let found = exact.isEmpty ? names.indices.filter { names[$0].lowercased() == name.lowercased() } : exact
      guard found.isEmpty, let number = Int(name), names.indices.contains(number &- 1) else { return found }
      return [number - 1]
    }

    /// The only column found. A wrong column costs a whole training, so two candidates are an error, not a guess.
    static func only(
      _ found: [Int], _ name: String, in names: [String], option: String, _ place: String
    ) throws(TrainingError) -> Int {
      guard let first = found.first else {
        throw TrainingError(
          "\(place): no column \"\(name)\"; the columns are \(names.joined(separator: ", ").prefix(200)). Name one with "
            + "\(option), or, if the file has no header line, give --no-header and a number")
      }
      guard found.count > 1 else { return first }
      if found.allSatisfy({ names[$0].lowercased() == names[first].lowercased() }) {
        throw TrainingError(
          "\(place): \(found.count) columns are named \"\(names[first])\"; choose one by its number: \(option) "
            + found.map { "\($0 + 1)" }.joined(separator: " or "))
      }
      let choices = found.sorted().map { "\"\(names[$0])\"" }.joined(separator: " or ")
      throw TrainingError("\(place): several columns match: \(choices); choose one with \(option)")
    }

    /// The positions of text and label in rows without a header, by their numbers.
    func positions(count: Int, place: String) throws(TrainingError) -> (text: Int, label: Int) {
      let numbers = (1...max(1, count)).map(String.init)
      func position(_ number: String, _ option: String) throws(TrainingError) -> Int {
        if let index = numbers.firstIndex(of: number) { return index }
        throw TrainingError(
          "\(place): no column \"\(number)\"; without a header, \(option) takes a number from 1 to \(count)")
      }
      return try different(
        text: position(text ?? "1", "--text-column"), label: position(label ?? "2", "--label-column"), place)
    }

    func different(text: Int, label: Int, _ place: String) throws(TrainingError) -> (text: Int, label: Int) {
      guard text != label else {
        throw TrainingError(
          "\(place): --text-column and --label-column name the same column; name two different ones"
        )
      }
      return (text, label)
    }
  }
}

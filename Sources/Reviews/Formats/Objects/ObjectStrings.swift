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
  private(set) var columns: [String] = []

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
        if scan.keys.isList(string.key), let name = scan.keys.name(of: string.key),
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
}

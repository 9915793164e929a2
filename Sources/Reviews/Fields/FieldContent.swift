/// What the cells of a column, or the strings under a key, look like. Cells are added one by one; none is kept.
struct FieldContent: Sendable {
  /// The number of cells that are neither empty nor placeholders.
  private(set) var count = 0
  private var typedCount = 0
  private var phraseCount = 0
  private var wordCount = 0
  private var hashes: Set<Int> = []

  /// More words of a cell are not counted, so that one long cell does not outweigh all others.
  private static let maximumWords = 100

  mutating func add(_ cell: String) {
    let cell = cell.withoutSpaceAround
    guard !cell.isEmpty, !Placeholder.matches(cell) else { return }
    count += 1
    if hashes.count < 100 { hashes.insert(cell.hashValue) }
    if Self.isTyped(cell) {
      typedCount += 1
    } else {
      let words = Self.words(of: cell)
      wordCount += min(words, Self.maximumWords)
      if words >= 2 { phraseCount += 1 }
    }
  }

  /// The mean number of words; numbers, dates and flags have none.
  var meanWords: Double { Double(wordCount) / Double(max(1, count)) }
  /// Whether most cells are numbers, dates, flags or addresses.
  var isTyped: Bool { typedCount * 2 > count }
  /// Whether most cells have two words or more.
  var isProse: Bool { count > 0 && phraseCount * 2 >= count }
  /// Whether all cells are equal, three or more.
  var isConstant: Bool { count >= 3 && hashes.count == 1 }
  /// Whether few short phrases recur, as the choices of a form do.
  var isCategorical: Bool { count >= 4 && hashes.count * 2 <= min(count, 100) && meanWords < 6 }

  /// The number of words of a cell. A cell without spaces, such as a URL, counts as one word at most.
  static func words(of cell: String) -> Int {
    let bytes = Array(cell.utf8)
    var count = WordCount()
    count.read(bytes, 0..<bytes.count, enough: 1000)
    return count.ideographs == 0 && !bytes.contains(0x20) ? min(1, count.total) : count.total
  }

  /// Whether a cell is a number, a rating, a date, a flag, a URL or an e-mail address.
  static func isTyped(_ cell: String) -> Bool { isMeasure(cell) || flags.contains(cell.lowercased()) }

  /// Whether a cell is a number, a rating, a date, a URL or an e-mail address, which no name of a column is.
  static func isMeasure(_ cell: String) -> Bool {
    if isAddress(cell) { return true }
    guard cell.utf8.count <= 64, cell.unicodeScalars.contains(where: { $0.properties.numericType != nil }) else {
      return false
    }
    let rest = cell.lowercased().unicodeScalars.split { !$0.properties.isAlphabetic }
    return rest.allSatisfy { words in
      let word = String(String.UnicodeScalarView(words))
      return unitWords.contains(word)
        || word.unicodeScalars.allSatisfy { "年月日时分秒星级點点時上下午周期".unicodeScalars.contains($0) }
    }
  }

  private static func isAddress(_ cell: String) -> Bool {
    guard !cell.utf8.contains(0x20) else { return false }
    return cell.contains("://") || cell.hasPrefix("www.") || cell.contains("@") && cell.contains(".")
  }

  private static let flags: Set<String> = [
    "true", "false", "yes", "no", "y", "n", "t", "f", "on", "off", "是", "否", "有", "无", "recommended",
    "not recommended",
  ]
  /// The words of dates, times and ratings.
  private static let unitWords = Set(
    """
    jan feb mar apr may jun jul aug sep sept oct nov dec january february march april june july august september october \
    november december mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday sunday am pm t z utc gmt \
    est pst cet st nd rd th star stars out of point points pts k m usd eur gbp cny rmb kg g cm mm
    """.split(separator: " ").map(String.init))
}

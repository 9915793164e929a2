import BERT
import Reviews

extension TargetReader {
  /// The different label cells of files, without missing values.
  struct Cells {
    /// The spellings, sorted. Those that differ in case are one, spelled as in its first cell.
    let spellings: [String]
    /// The numbers among them, and how many cells have each.
    var numbers: [Rating: Int]
    /// Whether all cells are numbers.
    var areNumbers: Bool { numberSpellings == spellings.count && numberSpellings > 0 }
    /// Whether the column is named for ratings: `stars`.
    let isRatingColumn: Bool
    private let numberSpellings: Int

    /// - Parameter uncertain: the content, in lower case, of a cell that means "no label".
    init(_ files: [LabelledRows], _ problem: Problem, uncertain: String?) {
      var found: [String: (spelling: String, count: Int)] = [:]
      func add(_ label: String) {
        guard !TargetReader.isMissing(label) else { return }
        found[label.lowercased(), default: (label, 0)].count += 1
      }
      for file in files {
        for row in file.rows {
          switch problem {
          case .regression: break
          case .singleLabel: add(file.label(of: row).whole)
          case .multiLabel: row.label.parts.forEach(add)
          }
        }
      }
      if let uncertain { found[uncertain] = nil }
      // "none" is a label beside words, but a missing value beside numbers.
      let rest = found.filter { !TargetReader.missingBesideNumbers.contains($0.key) }
      if !rest.isEmpty, rest.keys.allSatisfy({ Rating($0) != nil }) { found = rest }
      var numbers: [Rating: Int] = [:]
      var numberSpellings = 0
      for (label, cell) in found {
        guard let number = Rating(label) else { continue }
        numbers[number, default: 0] += cell.count
        numberSpellings += 1
      }
      spellings = found.values.map(\.spelling).sorted()
      (self.numbers, self.numberSpellings) = (numbers, numberSpellings)
      isRatingColumn = files.contains { $0.labelName.map(LabelNames.isRating) == true }
    }

    /// The whole numbers, sorted; empty if the cells hold anything else.
    var values: [Int] {
      let whole = Set(numbers.keys.compactMap(\.wholeNumber))
      return areNumbers && numbers.keys.allSatisfy { $0.wholeNumber != nil } ? whole.sorted() : []
    }

    /// Whether all cells with a number are among these, except for one in a hundred, which may be a slip.
    func areNearlyAll(_ isKnown: (Rating) -> Bool) -> Bool {
      var (total, unknown) = (0, 0)
      for (number, count) in numbers {
        total += count
        unknown += isKnown(number) ? 0 : count
      }
      return 100 * unknown <= total
    }
  }
}

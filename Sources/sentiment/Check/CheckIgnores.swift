import Files
import Reviews

/// The reviews that ignore files hide in a check, and those that `--add-ignores` adds to them.
struct CheckIgnores {
  /// The number of hidden reviews.
  var ignoredCount = 0
  /// The new entries, in the order of the findings.
  private var entries: [(file: IgnoreFile, entries: [IgnoreFile.Entry])] = []

  /// Notes a review for `finish`.
  ///
  /// - Parameters:
  ///   - path: the review's file.
  ///   - workspace: the folder of the ignore file; nil means the folder of the review's file.
  mutating func add(_ text: String, in path: FilePath, workspace: FilePath?) {
    let file = IgnoreFile(in: workspace ?? path.removingLastComponent())
    let entry = file.entry(for: text, in: path, why: "--add-ignores")
    if let index = entries.firstIndex(where: { $0.file.folder == file.folder }) {
      entries[index].entries.append(entry)
    } else {
      entries.append((file, [entry]))
    }
  }

  /// Writes the noted reviews to their ignore files, and prints how many were added to which.
  mutating func write() throws {
    if entries.isEmpty { writeLine("no reviews to add to \(IgnoreFile.name)") }
    for (file, entries) in entries {
      let count = try file.add(entries)
      writeLine("added \(reviews(count)) to \(file.path)")
    }
  }

  /// The number of reviews that were hidden, as a sentence; nil if none was.
  var summary: String? {
    guard ignoredCount > 0 else { return nil }
    return "\(reviews(ignoredCount)) \(ignoredCount == 1 ? "is" : "are") ignored by \(IgnoreFile.name)"
  }

  private func reviews(_ count: Int) -> String { count == 1 ? "1 review" : "\(count) reviews" }
}

extension String {
  /// The fewest letters to add, drop or change to make another word of it (Levenshtein). Of the other one, only the first 64
  /// bytes are looked at.
  package func distance(to other: String) -> Int {
    let (ours, theirs) = (Array(utf8), Array(other.utf8.prefix(64)))
    var row = Array(0...theirs.count)
    for (index, letter) in ours.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for (column, other) in theirs.enumerated() {
        let changed = diagonal + (letter == other ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = Swift.min(changed, diagonal + 1, row[column] + 1)
      }
    }
    return row[theirs.count]
  }
}

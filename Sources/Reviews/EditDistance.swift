extension String {
  /// The Levenshtein distance to another word, in UTF-8 bytes. Only the first 64 bytes of `other` count, which bounds the time.
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

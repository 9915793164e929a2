import Reviews

extension TargetReader {
  /// How numbers and words map to labels, if that is not obvious: the numbers are not in the order of the labels, or do not
  /// rise from negative to positive, or the words are others than the labels.
  var note: String? {
    if case .each(let numbers) = numbers, !cells.numbers.isEmpty { return note(on: numbers) }
    let others = cells.spellings.compactMap { cell in
      let name = cell.lowercased()
      return Verdicts.polarity(of: cell) == nil || Self.abbreviations[name] != nil
        || labels.contains { $0.lowercased() == name }
        ? nil : index(ofName: cell).map { "\(cell) = \(labels[$0])" }
    }
    return others.isEmpty ? nil : "the labels are read as \(list(others, limit: 10))"
  }

  private func note(on numbers: [Int: Int]) -> String? {
    let read = cells.values.compactMap { value in numbers[value].map { (value: value, index: $0) } }
    let polarities = Polarity.ofLabels(labels)
    let ranks = read.compactMap { polarities[$0.index].rank }
    let isPlain = read.allSatisfy {
      $0.value == $0.index || labels[$0.index].split(separator: " ").first == "\($0.value)"
    }
    guard namesAreGiven, !isPlain || ranks != ranks.sorted() else { return nil }
    let pairs = read.map { "\($0.value) = \(labels[$0.index])" }
    return
      "the labels are numbers, read as \(list(pairs, limit: 10)); if they mean something else, replace them by names"
  }

  /// How the ratings of a file are read, and what is left out; nil if its cells are no ratings and all have a label.
  ///
  /// - Parameter leftOut: how many rows have a rating or word in the middle and no label.
  func note(onRatingsIn path: String, leftOut: Int) -> String? {
    guard case .ratings(let scale, let sides) = numbers else {
      guard leftOut > 0 else { return nil }
      let words = cells.spellings.filter(isLeftOut)
      return "\(path): \(leftOut) row\(leftOut == 1 ? " is" : "s are") left out, since no label is neutral"
        + (words.isEmpty ? "" : ": \(list(words, limit: 10))")
    }
    let parts = [Polarity.negative, .neutral, .positive].compactMap { polarity in
      sides[polarity].flatMap { index in scale.range(of: polarity).map { "\($0) \(labels[index])" } }
    }
    let rest =
      leftOut == 0
      ? nil : scale.range(of: .neutral).map { "; \(leftOut) of \($0) \(leftOut == 1 ? "is" : "are") left out" }
    return "\(path): the labels are ratings from \(scale.name): \(parts.joined(separator: ", "))\(rest ?? "")"
  }
}

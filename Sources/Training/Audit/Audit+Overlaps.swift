extension Audit {
  /// Texts to measure on that are texts to learn from.
  mutating func addOverlap(_ data: TrainingData) {
    func add(_ name: String, _ held: [LabelledData.Example], repeats others: [LabelledData.Example], _ other: String) {
      guard !held.isEmpty, !others.isEmpty else { return }
      let index = NearDuplicates(held.map(\.text))
      var (found, first) = (Set<Int>(), [String]())
      for example in others {
        for match in index.matches(example.text) where found.insert(match).inserted && first.count < 3 {
          first.append("\(held[match].place) and \(example.place)")
        }
      }
      guard !found.isEmpty else { return }
      let isGrave = found.count * 100 >= held.count
      self.add(
        .overlap,
        "\(found.count) of \(held.count) \(name) texts (\(percent(found.count, held.count))) are nearly the same as a "
          + "\(other) text (\(list(first, most: 3, of: found.count)))"
          + (isGrave ? "; what is measured on them is too good" : ""),
        // Less than one in a hundred moves no measure by as much as a point.
        remedy: !isGrave
          ? nil : "Leave them out of \(other) with --dedupe",
        [("texts", Double(found.count)), ("share", Double(found.count) / Double(held.count))])
    }
    add("validation", data.validation, repeats: data.train, "training")
    add("test", data.test, repeats: data.train, "training")
    add("test", data.test, repeats: data.validation, "validation")
  }

  /// Texts that are there twice.
  mutating func addRepetitions(_ data: TrainingData) {
    let repetitions = Repetitions(data.train)
    func places(_ groups: [[Int]]) -> String {
      list(
        groups.prefix(3).map { group in group.prefix(2).map { data.train[$0].place }.joined(separator: " and ") },
        most: 3, of: groups.count)
    }
    let repeated = repetitions.groups.reduce(0) { $0 + $1.count - 1 }
    if repeated > 0 {
      add(
        .repetition,
        "\(repeated) training texts (\(percent(repeated, data.train.count))) are there already "
          + "(\(places(repetitions.groups)))",
        // A few do no harm.
        remedy: repeated * 100 >= data.train.count ? "Leave them out with --dedupe" : nil,
        [("texts", Double(repeated)), ("share", Double(repeated) / Double(data.train.count))])
    }
    if !repetitions.contradictions.isEmpty {
      let count = repetitions.contradictions.count
      let texts = repetitions.contradictions.reduce(0) { $0 + $1.count }
      add(
        .contradiction,
        "\(count) training text\(count == 1 ? " is" : "s are") there more than once with different labels "
          + "(\(places(repetitions.contradictions)))",
        remedy: texts * 100 >= data.train.count ? "Correct them, or leave them out with --dedupe" : nil,
        [("texts", Double(texts))])
    }
  }
}

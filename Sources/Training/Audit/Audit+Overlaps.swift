extension Audit {
  /// Warns about validation and test texts that repeat training texts.
  mutating func addOverlap(_ data: TrainingData) {
    func add(_ name: String, _ heldOut: [LabelledData.Example], repeats others: [LabelledData.Example], _ other: String)
    {
      guard !heldOut.isEmpty, !others.isEmpty else { return }
      let index = NearDuplicates(heldOut.map(\.text))
      var (found, first) = (Set<Int>(), [String]())
      for example in others {
        for match in index.matches(example.text) where found.insert(match).inserted && first.count < 3 {
          first.append("\(heldOut[match].place) and \(example.place)")
        }
      }
      guard !found.isEmpty else { return }
      let isSerious = found.count * 100 >= heldOut.count
      self.add(
        .overlap,
        "\(found.count) of \(heldOut.count) \(name) texts (\(percent(found.count, heldOut.count))) are nearly the same as a "
          + "\(other) text (\(list(first, limit: 3, of: found.count)))"
          + (isSerious ? "; metrics measured on them are too good" : ""),
        // Less than one in a hundred moves no metric by a point.
        remedy: !isSerious
          ? nil : "Remove them from the \(other) texts with --dedupe",
        [("texts", Double(found.count)), ("share", Double(found.count) / Double(heldOut.count))])
    }
    add("validation", data.validation, repeats: data.train, "training")
    add("test", data.test, repeats: data.train, "training")
    add("test", data.test, repeats: data.validation, "validation")
  }

  /// Warns about duplicates among the training texts, and about duplicates with different labels.
  mutating func addDuplicates(_ data: TrainingData) {
    let duplicates = ExactDuplicates(data.train)
    func places(_ groups: [[Int]]) -> String {
      list(
        groups.prefix(3).map { group in group.prefix(2).map { data.train[$0].place }.joined(separator: " and ") },
        limit: 3, of: groups.count)
    }
    let repeated = duplicates.groups.reduce(0) { $0 + $1.count - 1 }
    if repeated > 0 {
      add(
        .repetition,
        "\(repeated) training texts (\(percent(repeated, data.train.count))) are duplicates "
          + "(\(places(duplicates.groups)))",
        // A few duplicates do no harm.
        remedy: repeated * 100 >= data.train.count ? "Remove them with --dedupe" : nil,
        [("texts", Double(repeated)), ("share", Double(repeated) / Double(data.train.count))])
    }
    if !duplicates.contradictions.isEmpty {
      let count = duplicates.contradictions.count
      let texts = duplicates.contradictions.reduce(0) { $0 + $1.count }
      add(
        .contradiction,
        "\(count) training text\(count == 1 ? " occurs" : "s occur") more than once with different labels "
          + "(\(places(duplicates.contradictions)))",
        remedy: texts * 100 >= data.train.count ? "Correct their labels, or remove them with --dedupe" : nil,
        [("texts", Double(texts))])
    }
  }
}

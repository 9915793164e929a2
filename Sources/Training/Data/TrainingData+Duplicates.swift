extension TrainingData {
  /// Keeps the first of equal texts with the same target, and none of equal texts with different targets.
  mutating func removeExactDuplicates() {
    let duplicates = ExactDuplicates(train)
    let contradicting = Set(duplicates.contradictions.flatMap(\.self))
    let repeated = Set(duplicates.groups.flatMap { $0.dropFirst() }).subtracting(contradicting)
    guard !repeated.isEmpty || !contradicting.isEmpty else { return }
    let removed = repeated.union(contradicting)
    train = train.indices.filter { !removed.contains($0) }.map { train[$0] }
    notes.append(
      "--dedupe removed \(repeated.count) duplicates among the training texts, and \(contradicting.count) texts that occur with "
        + "different labels")
  }

  /// Removes training texts, with labels or without, that nearly equal a held-out text, and validation texts that nearly equal a
  /// test text.
  mutating func removeNearDuplicates() {
    func remaining(
      _ examples: [LabelledData.Example], _ name: String, unlike heldOut: [LabelledData.Example], _ others: String
    ) -> (examples: [LabelledData.Example], note: String?) {
      guard !heldOut.isEmpty else { return (examples, nil) }
      let index = NearDuplicates(heldOut.map(\.text))
      let rest = examples.filter { index.matches($0.text).isEmpty }
      let count = examples.count - rest.count
      return (rest, count == 0 ? nil : "--dedupe removed \(count) \(name) texts that nearly equal a \(others) text")
    }
    let (validation, validationNote) = remaining(self.validation, "validation", unlike: test, "test")
    let (train, note) = remaining(self.train, "training", unlike: validation + test, "validation or test")
    let (unlabelled, unlabelledNote) = remaining(
      self.unlabelled, "unlabelled", unlike: self.unlabelled.isEmpty ? [] : validation + test, "validation or test")
    (self.validation, self.train, self.unlabelled) = (validation, train, unlabelled)
    notes += [validationNote, note, unlabelledNote].compactMap(\.self)
  }
}

/// Texts that are equal except for case and white space.
struct ExactDuplicates {
  /// The indices of equal texts, two or more each.
  let groups: [[Int]]
  /// The groups whose texts have different labels.
  let contradictions: [[Int]]

  init(_ examples: [LabelledData.Example]) {
    let all = Dictionary(grouping: examples.indices) { Self.key(examples[$0].text) }
    groups = all.values.filter { $0.count > 1 }.sorted { $0[0] < $1[0] }
    contradictions = groups.filter { group in Set(group.map { examples[$0].target }).count > 1 }
  }

  private static func key(_ text: String) -> UInt64 {
    var isSpace = true
    return stableHash(
      (text + " ").unicodeScalars.lazy.compactMap { scalar in
        defer { isSpace = scalar.properties.isWhitespace }
        if scalar.properties.isWhitespace { return isSpace ? nil : 0x20 }
        return lowercased(scalar)
      })
  }
}

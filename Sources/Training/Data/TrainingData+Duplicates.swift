extension TrainingData {
  /// Keeps the first of equal texts, and none of those that differ in what is said of them.
  mutating func removeRepetitions() {
    let repetitions = Repetitions(train)
    let contradicting = Set(repetitions.contradictions.flatMap(\.self))
    let repeated = Set(repetitions.groups.flatMap { $0.dropFirst() }).subtracting(contradicting)
    guard !repeated.isEmpty || !contradicting.isEmpty else { return }
    let left = repeated.union(contradicting)
    train = train.indices.filter { !left.contains($0) }.map { train[$0] }
    remarks.append(
      "--dedupe left out \(repeated.count) training texts that are there already, and \(contradicting.count) of which "
        + "equal ones are labelled differently")
  }

  /// Drops what would let a model be measured on what it, or who chose it, has seen.
  mutating func removeNearDuplicates() {
    func remaining(
      _ examples: [LabelledData.Example], _ name: String, unlike held: [LabelledData.Example], _ others: String
    ) -> (examples: [LabelledData.Example], remark: String?) {
      guard !held.isEmpty else { return (examples, nil) }
      let index = NearDuplicates(held.map(\.text))
      let rest = examples.filter { index.matches($0.text).isEmpty }
      let count = examples.count - rest.count
      return (rest, count == 0 ? nil : "--dedupe left out \(count) \(name) texts that nearly equal a \(others) text")
    }
    let (validation, validationRemark) = remaining(self.validation, "validation", unlike: test, "test")
    let (train, remark) = remaining(self.train, "training", unlike: validation + test, "validation or test")
    (self.validation, self.train) = (validation, train)
    remarks += [validationRemark, remark].compactMap(\.self)
  }
}

/// Equal texts, whatever their case and white space.
struct Repetitions {
  /// The indices of equal texts, two or more each.
  let groups: [[Int]]
  /// Those groups whose texts are labelled differently.
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

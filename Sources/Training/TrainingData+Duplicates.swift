extension TrainingData {
  /// Keeps the first of equal texts, and none of those that differ in what is said of them.
  mutating func removeRepetitions() {
    let repetitions = Repetitions(train)
    let contradicting = Set(repetitions.contradictions.flatMap(\.self))
    let repeated = Set(repetitions.groups.flatMap { $0.dropFirst() }).subtracting(contradicting)
    guard !repeated.isEmpty || !contradicting.isEmpty else { return }
    keep { !repeated.contains($0) && !contradicting.contains($0) }
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

  private mutating func keep(_ condition: (Int) -> Bool) { train = train.indices.filter(condition).map { train[$0] } }
}

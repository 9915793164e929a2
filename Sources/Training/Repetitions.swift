/// Equal texts, whatever their case and white space.
struct Repetitions {
  /// The indices of equal texts, two or more each.
  let groups: [[Int]]
  /// Those groups whose texts are labelled differently.
  let contradictions: [[Int]]

  init(_ examples: [LabelledData.Example]) {
    var groups: [UInt64: [Int]] = [:]
    for (index, example) in examples.enumerated() { groups[Self.key(example.text), default: []].append(index) }
    self.groups = groups.values.filter { $0.count > 1 }.sorted { $0[0] < $1[0] }
    contradictions = self.groups.filter { group in Set(group.map { examples[$0].target }).count > 1 }
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

import Reviews

/// Which side each thing that a model may say stands on.
///
/// A label's wording decides, unless a setting does. What settings name is a label, or, for a model that gives a value, a
/// bound such as `<2.5` or `>3.5`; of several bounds that hold, the one nearest to the value counts.
struct PolarityRule: Sendable, Hashable {
  /// For each label.
  let polarities: [Polarity]
  /// What settings named although the model has no such label.
  let unused: [String]
  private let bounds: [Bound]

  private struct Bound: Hashable {
    var isUpper: Bool
    var number: Double
    var polarity: Polarity

    init?(_ text: String, _ polarity: Polarity) {
      guard let number = Double(text.dropFirst()), number.isFinite, text.hasPrefix("<") || text.hasPrefix(">") else {
        return nil
      }
      self.isUpper = text.hasPrefix("<")
      self.number = number
      self.polarity = polarity
    }

    func holds(_ value: Double) -> Bool { isUpper ? value < number : value > number }
  }

  /// - Parameters:
  ///   - givesValue: the model's only output is a number, not a probability.
  ///   - settings: polarities by label or bound.
  init(labels: [String], givesValue: Bool, settings: [String: Polarity]) {
    var bounds: [Bound] = []
    var unused: [String] = []
    for (key, polarity) in settings.sorted(by: { $0.key < $1.key }) where !labels.contains(key) {
      if givesValue, let bound = Bound(key, polarity) { bounds.append(bound) } else { unused.append(key) }
    }
    polarities = zip(labels, Polarity.ofLabels(labels)).map { settings[$0] ?? $1 }
    self.bounds = bounds
    self.unused = unused
  }

  /// Whether anything can come out as negative.
  var knowsNegative: Bool { polarities.contains(.negative) || bounds.contains { $0.polarity == .negative } }

  /// The side of a value.
  func polarity(ofValue value: Double) -> Polarity {
    let holding = bounds.filter { $0.holds(value) }
    return holding.min { abs($0.number - value) < abs($1.number - value) }?.polarity ?? .unknown
  }
}

extension PolarityRule {
  /// What a user may want to know, in sentences.
  func warnings(labels: [String]) -> [String] {
    let names = labels.joined(separator: ", ")
    return unused.map { "a polarity is set for \"\($0)\", but the model's labels are \(names)" }
  }
}

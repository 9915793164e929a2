import Reviews

/// The polarity of each output of a model.
///
/// Settings override the polarity that a label's wording gives. A setting names a label or, for a model with a value, a bound
/// such as `<2.5` or `>3.5`. If several bounds contain the value, the nearest one counts.
struct PolarityRule: Sendable, Hashable {
  /// The polarity of each label.
  let polarities: [Polarity]
  /// The labels in the settings that the model does not have.
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

    func contains(_ value: Double) -> Bool { isUpper ? value < number : value > number }
  }

  /// - Parameters:
  ///   - hasValue: whether the model's only output is a number, not a probability.
  ///   - settings: polarities by label or bound.
  init(labels: [String], hasValue: Bool, settings: [String: Polarity]) {
    var bounds: [Bound] = []
    var unused: [String] = []
    for (key, polarity) in settings.sorted(by: { $0.key < $1.key }) where !labels.contains(key) {
      if hasValue, let bound = Bound(key, polarity) { bounds.append(bound) } else { unused.append(key) }
    }
    polarities = zip(labels, Polarity.ofLabels(labels)).map { settings[$0] ?? $1 }
    self.bounds = bounds
    self.unused = unused
  }

  /// Whether any output has negative polarity.
  var hasNegative: Bool { polarities.contains(.negative) || bounds.contains { $0.polarity == .negative } }

  /// The polarity of a value.
  func polarity(ofValue value: Double) -> Polarity {
    let matching = bounds.filter { $0.contains(value) }
    return matching.min { abs($0.number - value) < abs($1.number - value) }?.polarity ?? .unknown
  }
}

extension PolarityRule {
  /// Warnings about settings, each a sentence.
  func warnings(labels: [String]) -> [String] {
    let names = labels.joined(separator: ", ")
    return unused.map { "a polarity is set for \"\($0)\", but the model's labels are \(names)" }
  }
}

package import BERT
import Reviews

/// Turns the tags of words into spans.
///
/// The likeliest tag of each word decides where spans begin and end. Then each span gets one type, by the mean probability of
/// the type at its words: where the type of one word is in doubt, a decision tag by tag would split the span.
package struct SpanDecoder: Sendable {
  private let tags: SpanTags
  private let calibration: Calibration
  private let polarities: [Polarity]
  /// The names of the types.
  package var types: [String] { tags.types }
  /// Whether the spans are aspects: their types are polarities, of which one is negative and one positive.
  package let findsAspects: Bool

  private let mixedAbove: Double

  /// A decoder of a head's tags.
  package init(_ head: TaskHead) {
    tags = SpanTags(head.labels)
    calibration = Calibration(temperature: head.temperature)
    mixedAbove = head.mixedAbove ?? 0.5
    polarities = Polarity.ofLabels(tags.types)
    // Emotions have a polarity, too, but their spans are no aspects.
    let names = Set(tags.types.map { $0.lowercased() })
    findsAspects =
      head.kind == .spans && !names.isDisjoint(with: ["negative", "neg", "负面"])
      && !names.isDisjoint(with: ["positive", "pos", "正面"])
  }

  /// The spans of a text in its order.
  ///
  /// - Parameter rows: the logits of each word.
  package func spans(_ rows: [[Float]], _ words: [TaggedWord], in text: String) -> [HeadAnswer.Span] {
    let found = zip(rows, words).map { row, _ in
      Place(probabilities: calibration.probabilities(row, .singleLabel), tags)
    }
    let bytes = Array(text.utf8)
    return ranges(found).map { place in
      let (type, confidence) = type(found[place])
      let range = words[place.lowerBound].range.lowerBound..<words[place.upperBound - 1].range.upperBound
      return HeadAnswer.Span(
        text: String(decoding: bytes[range], as: UTF8.self), range: range, label: tags.types[type],
        polarity: polarities[type], confidence: confidence, type: type, words: place)
    }
  }

  /// Whether aspects are of both polarities, with enough confidence.
  package func areMixed(_ spans: [HeadAnswer.Span]) -> Bool {
    let confidence = mixedConfidence(of: spans)
    return confidence > 0 && confidence >= mixedAbove
  }

  /// The confidence of the surest negative aspect or of the surest positive one, whichever is lower; 0 without both.
  package func mixedConfidence(of spans: [HeadAnswer.Span]) -> Double {
    func surest(_ polarity: Polarity) -> Double {
      spans.lazy.filter { $0.polarity == polarity }.map(\.confidence).max() ?? 0
    }
    return min(surest(.negative), surest(.positive))
  }

  /// The type that the head gives to words that are known to form a span, as an index; nil without words or types.
  package func type(of rows: [[Float]]) -> Int? {
    guard !rows.isEmpty, !tags.types.isEmpty else { return nil }
    return type(rows.map { Place(probabilities: calibration.probabilities($0, .singleLabel), tags) }[...]).type
  }

  /// The probabilities at one word.
  private struct Place {
    var role = SpanTags.Role.outside
    /// For each type, that a span of it begins here.
    var begin: [Double]
    /// For each type, that a span of it goes on here.
    var inside: [Double]

    init(probabilities: [Double], _ tags: SpanTags) {
      begin = tags.types.map { _ in 0 }
      inside = begin
      var best = -1.0
      for (role, probability) in zip(tags.roles, probabilities) {
        switch role {
        case .outside: break
        case .begin(let type): begin[type] += probability
        case .inside(let type): inside[type] += probability
        }
        if probability > best { (self.role, best) = (role, probability) }
      }
    }
  }

  /// Without tags for the first word of a span, a new type begins one.
  private var hasBegin: Bool { tags.roles.contains { if case .begin = $0 { true } else { false } } }

  private func ranges(_ places: [Place]) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    for (index, place) in places.enumerated() where place.role != .outside {
      let goesOn =
        if case .inside = place.role { hasBegin || index > 0 && places[index - 1].role == place.role } else { false }
      if goesOn, let last = ranges.last, last.upperBound == index {
        ranges[ranges.count - 1] = last.lowerBound..<index + 1
      } else {
        ranges.append(index..<index + 1)
      }
    }
    return ranges
  }

  private func type(_ places: ArraySlice<Place>) -> (type: Int, confidence: Double) {
    let hasBegin = hasBegin
    let rows = places.enumerated().map { index, place in
      if case .inside = place.role { return place.inside }
      return index == 0 && hasBegin ? place.begin : place.inside
    }
    let means = tags.types.indices.map { type in rows.reduce(0) { $0 + $1[type] } / Double(max(1, rows.count)) }
    let best = means.indices.max { means[$0] < means[$1] } ?? 0
    return (best, means.isEmpty ? 0 : means[best])
  }
}

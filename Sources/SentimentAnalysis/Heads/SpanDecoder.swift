package import BERT
import Reviews

/// Turns the tags of words into spans.
///
/// Begin, inside and outside are decided first, over the tags of all types together; then one type for the whole span, by the
/// mean of its words' probabilities. Deciding tag by tag would split a span where the type of one word is in doubt.
package struct SpanDecoder: Sendable {
  private let tags: SpanTags
  private let calibration: Calibration
  private let polarities: [Polarity]
  /// The names of the types.
  package var types: [String] { tags.types }

  /// A decoder of a head's tags.
  package init(_ head: TaskHead) {
    tags = SpanTags(head.labels)
    calibration = Calibration(temperature: head.temperature)
    polarities = Polarity.ofLabels(tags.types)
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

  /// The type that the head gives to words that are known to form a span, by index.
  package func type(of rows: [[Float]]) -> Int {
    type(rows.map { Place(probabilities: calibration.probabilities($0, .singleLabel), tags) }[...]).type
  }

  /// The probabilities at one word.
  private struct Place {
    var outside = 0.0
    var begin = 0.0
    var types: [Double]
    var inside: Double { types.reduce(0, +) - begin }
    var likeliestType: Int { types.indices.max { types[$0] < types[$1] } ?? 0 }

    init(probabilities: [Double], _ tags: SpanTags) {
      types = tags.types.map { _ in 0 }
      for (role, probability) in zip(tags.roles, probabilities) {
        switch role {
        case .outside: outside += probability
        case .begin(let type):
          begin += probability
          types[type] += probability
        case .inside(let type): types[type] += probability
        }
      }
    }
  }

  private func ranges(_ places: [Place]) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    // Without tags for the first word, a new type begins a span.
    let hasBegin = tags.roles.contains { if case .begin = $0 { true } else { false } }
    for (index, place) in places.enumerated() {
      if place.outside >= max(place.begin, place.inside) { continue }
      if let last = ranges.last, last.upperBound == index,
        hasBegin ? place.inside >= place.begin : place.likeliestType == places[index - 1].likeliestType
      {
        ranges[ranges.count - 1] = last.lowerBound..<index + 1
      } else {
        ranges.append(index..<index + 1)
      }
    }
    return ranges
  }

  private func type(_ places: ArraySlice<Place>) -> (type: Int, confidence: Double) {
    let means = tags.types.indices.map { type in
      places.reduce(0) { $0 + $1.types[type] } / Double(max(1, places.count))
    }
    let best = means.indices.max { means[$0] < means[$1] } ?? 0
    return (best, means.isEmpty ? 0 : means[best])
  }
}

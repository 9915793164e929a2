/// Checks annotated spans against their texts, and counts those that it ignores, trims or leaves out.
struct SpanAudit: Sendable {
  private enum Change: CaseIterable {
    case implicit, trimmed, contradictory, overlapping
  }

  private var counts: [Change: Int] = [:]
  /// The first place of each change.
  private var examples: [Change: String] = [:]
  /// Whether a text has a span.
  private(set) var hasSpans = false

  /// The spans of a text that train and count, and the ranges that do neither, both sorted. No two overlap.
  ///
  /// Spans of one range and label are one span. A range with two labels, or with one for both polarities, is excluded. Of
  /// two ranges that overlap, the longer stays; of equally long ones, the earlier.
  ///
  /// - Parameters:
  ///   - implicit: the number of annotations without offsets.
  ///   - place: the file and line for notes.
  /// - Throws: `RowProblem` if an annotation is not a span of the text. The text then counts for no note.
  mutating func check(
    _ annotations: [SpanAnnotation], implicit: Int, in text: String, at place: String
  ) throws(RowProblem) -> (spans: [LabelledSpan], excluded: [Range<Int>]) {
    var next = self
    if implicit > 0 { next.count(.implicit, place, implicit) }
    guard !annotations.isEmpty else {
      self = next
      return ([], [])
    }
    let edges = CharacterEdges(text)
    var labels: [Range<Int>: Set<String>] = [:]
    for annotation in annotations {
      let range = try edges.range(of: annotation)
      let isNew = labels[range, default: []].insert(SpanLabels.name(annotation.label)).inserted
      if isNew, range.count < annotation.end - annotation.start { next.count(.trimmed, place) }
    }
    var spans: [LabelledSpan] = []
    var excluded: [Range<Int>] = []
    let kept = Self.withoutOverlaps(labels.keys, textCount: edges.count) { range in
      next.count(.overlapping, "\(edges.quoted(range)) in \(place)")
    }
    for range in kept {
      let names = labels[range, default: []]
      if SpanLabels.areContradictory(names) {
        next.count(.contradictory, place)
        excluded.append(edges.utf8(range))
      } else {
        spans += names.map { LabelledSpan(range: edges.utf8(range), label: $0) }
      }
    }
    next.hasSpans = next.hasSpans || !spans.isEmpty
    self = next
    return (spans, excluded)
  }

  /// Sorted ranges of which no two overlap.
  private static func withoutOverlaps(
    _ ranges: some Sequence<Range<Int>>, textCount: Int, leftOut: (Range<Int>) -> Void
  ) -> [Range<Int>] {
    let longestFirst = ranges.sorted { (-$0.count, $0.lowerBound) < (-$1.count, $1.lowerBound) }
    var isCovered = [Bool](repeating: false, count: textCount)
    var kept: [Range<Int>] = []
    for range in longestFirst {
      // An earlier range is at least as long: it covers an end of each range that it overlaps.
      if isCovered[range.lowerBound] || isCovered[range.upperBound - 1] {
        leftOut(range)
      } else {
        for index in range { isCovered[index] = true }
        kept.append(range)
      }
    }
    return kept.sorted { $0.lowerBound < $1.lowerBound }
  }

  private mutating func count(_ change: Change, _ example: String, _ number: Int = 1) {
    counts[change, default: 0] += number
    examples[change] = examples[change] ?? example
  }

  /// A sentence for each kind of change.
  ///
  /// - Parameter path: the file, with which each sentence begins.
  func notes(path: String) -> [String] {
    Change.allCases.compactMap { change in
      guard let count = counts[change], let example = examples[change] else { return nil }
      switch change {
      case .implicit:
        return "\(path): ignored \(counted(count, "aspect")) without offsets, which the text does not name"
      case .trimmed:
        return "\(path): trimmed white space around \(counted(count, "span")), first in \(example)"
      case .contradictory:
        return "\(path): excluded \(counted(count, "span")) with two labels, or with the label conflict or mixed, from "
          + "training and metrics, first in \(example)"
      case .overlapping:
        return "\(path): left out \(counted(count, "span")) because of an overlap with a longer or an earlier span, "
          + "first \(example)"
      }
    }
  }
}

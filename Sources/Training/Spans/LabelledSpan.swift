/// A part of a text with a label, such as an aspect with its polarity.
public struct LabelledSpan: Sendable, Hashable {
  /// UTF-8 offsets into the text.
  public var range: Range<Int>
  /// The name of the label, such as `positive`.
  public var label: String

  /// Creates a span.
  ///
  /// - Parameter range: UTF-8 offsets into the text.
  public init(range: Range<Int>, label: String) {
    (self.range, self.label) = (range, label)
  }
}

extension LabelledSpan {
  /// Whether the spans of a text are both positive and negative.
  static func areMixed(_ spans: [LabelledSpan]) -> Bool {
    Set(spans.map { SpanLabels.name($0.label) }).isSuperset(of: ["positive", "negative"])
  }
}

/// The names of span labels.
enum SpanLabels {
  private static let abbreviations = ["pos": "positive", "neg": "negative", "neu": "neutral"]

  /// The name by which labels are compared: lower case, and `positive` for `pos`.
  static func name(_ label: String) -> String {
    let name = label.lowercased()
    return abbreviations[name] ?? name
  }

  /// Whether spans with these labels have no polarity that a model could learn: different labels, or one for both
  /// polarities.
  ///
  /// - Parameter names: the labels of one range, as `name` returns them.
  static func areContradictory(_ names: Set<String>) -> Bool {
    names.count > 1 || !names.isDisjoint(with: ["conflict", "mixed"])
  }
}

/// `1 span`, `1,249 spans`.
func counted(_ count: Int, _ noun: String) -> String {
  var text = ""
  for (place, digit) in "\(count)".reversed().enumerated() {
    if place > 0, place.isMultiple(of: 3) { text.append(",") }
    text.append(digit)
  }
  return String(text.reversed()) + " \(noun)\(count == 1 ? "" : "s")"
}

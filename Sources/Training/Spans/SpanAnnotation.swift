import JSON
import Reviews

/// A span as a data file gives it, before `SpanAudit` checks it against its text.
struct SpanAnnotation: Sendable, Hashable {
  /// The first Unicode scalar.
  var start: Int
  /// The Unicode scalar after the last.
  var end: Int
  /// The label as written.
  var label: String

  /// Reads a list of `{"start": 4, "end": 8, "polarity": "positive"}`, or of doccano's `[4, 8, "positive"]`.
  ///
  /// - Returns: the annotations, and the number of implicit aspects, which have no offsets.
  /// - Throws: `RowProblem` for the first element that is not an annotation.
  static func list(_ elements: [JSONValue]) throws(RowProblem) -> (annotations: [SpanAnnotation], implicit: Int) {
    var annotations: [SpanAnnotation] = []
    for (index, element) in elements.enumerated() {
      if let annotation = try SpanAnnotation(element, name: "span \(index + 1)") { annotations.append(annotation) }
    }
    return (annotations, elements.count - annotations.count)
  }
}

extension SpanAnnotation {
  private static let labelKeys = ["polarity", "label", "sentiment", "type"]

  /// Nil for an implicit aspect, which the text does not name: start and end are null or absent.
  ///
  /// - Parameter name: the name of the span in messages.
  private init?(_ value: JSONValue, name: String) throws(RowProblem) {
    let (startValue, endValue, labelValue) = try Self.parts(value, name)
    if startValue == nil, endValue == nil { return nil }
    guard let startValue, let endValue else {
      throw Self.problem("\(name) has \(endValue == nil ? "a start but no end" : "an end but no start")")
    }
    start = try Self.offset(startValue, "start", name)
    end = try Self.offset(endValue, "end", name)
    guard let labelValue, case .text(let text)? = TargetReader.Cell(labelValue),
      !TargetReader.isMissing(text.withoutSpaceAround)
    else { throw Self.problem("\(name) has no label; expected one under \(Self.labelKeys.joined(separator: ", "))") }
    label = text.withoutSpaceAround
  }

  /// The values of an object or array; nil for null.
  private static func parts(
    _ value: JSONValue, _ name: String
  ) throws(RowProblem) -> (start: JSONValue?, end: JSONValue?, label: JSONValue?) {
    if let object = value.objectValue {
      func first(_ keys: [String]) -> JSONValue? { keys.lazy.compactMap { object[$0] }.first { !$0.isNull } }
      return (first(["start", "start_offset"]), first(["end", "end_offset"]), first(labelKeys))
    }
    guard let elements = value.arrayValue, elements.count == 3 else {
      throw problem("\(name) is neither an object nor [start, end, label]")
    }
    let parts = elements.map { element -> JSONValue? in element.isNull ? .none : element }
    return (parts[0], parts[1], parts[2])
  }

  private static func offset(_ value: JSONValue, _ key: String, _ name: String) throws(RowProblem) -> Int {
    guard let offset = value.intValue else {
      throw problem("\(name) has the \(key) \(value.serialized().excerpt(24)); expected a whole number")
    }
    return offset
  }

  private static func problem(_ sentence: String) -> RowProblem { RowProblem(kind: .span, sentence: sentence) }
}

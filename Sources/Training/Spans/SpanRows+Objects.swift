import JSON
import Reviews

extension SpanRows {
  /// Reads JSON lines: `{"text": "Nice food", "aspects": [{"start": 5, "end": 9, "polarity": "positive"}]}`.
  mutating func readObjects(_ bytes: [UInt8], _ columns: LabelledData.Columns) throws(TrainingError) {
    if bytes.first(where: { $0 > 0x20 }) == UInt8(ascii: "[") {
      throw TrainingError("\(path): is one JSON array; expected one object a line. Convert it: jq -c '.[]' \(path)")
    }
    var textKey: String?
    var missing: TrainingError?
    for (index, range) in Lines(bytes).enumerated() {
      let line = bytes[range]
      if line.allSatisfy({ $0 <= 0x20 }) { continue }
      do throws(RowProblem) {
        let object = try Self.object(line)
        if textKey == nil {
          // The first object with a text sets the key for all.
          do throws(TrainingError) {
            let position = try columns.textPosition(in: object.keys, place: "\(path):\(index + 1)")
            textKey = object.keys[position]
          } catch {
            missing = missing ?? error
          }
        }
        guard let textKey, let text = object[textKey]?.stringValue else {
          throw RowProblem(kind: .text, sentence: "no string under \"\(textKey ?? columns.text ?? TextNames.first)\"")
        }
        let (annotations, implicit) = try SpanAnnotation.list(Self.spans(of: object, columns))
        add(text, annotations, implicit: implicit, line: index + 1)
      } catch {
        skip(error, line: index + 1)
      }
    }
    if textKey == nil, let missing { throw missing }
  }

  static func object(_ line: ArraySlice<UInt8>) throws(RowProblem) -> JSONObject {
    let value: JSONValue
    do throws(JSONError) { value = try JSONValue(parsing: line) } catch {
      throw RowProblem(kind: .format, sentence: "\(error.reason), in column \(error.column)")
    }
    guard let object = value.objectValue else { throw RowProblem(kind: .format, sentence: "not a JSON object") }
    return object
  }

  /// The first list under a key for spans.
  private static func spans(
    of object: JSONObject, _ columns: LabelledData.Columns
  ) throws(RowProblem) -> [JSONValue] {
    let candidates = columns.spanPositions(in: object.keys)
    guard let spans = candidates.lazy.compactMap({ object[$0].value.arrayValue }).first else {
      let names = columns.label.map { [$0] } ?? LabelledData.Columns.spanNames
      throw RowProblem(
        kind: .label, sentence: "no list of spans under \(names.map { "\"\($0)\"" }.joined(separator: ", "))")
    }
    return spans
  }
}

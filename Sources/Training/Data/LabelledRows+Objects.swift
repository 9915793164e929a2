import JSON
import Reviews

extension LabelledRows {
  /// Reads JSON lines, one object a line.
  mutating func readObjects(_ bytes: [UInt8], _ columns: LabelledData.Columns) throws(TrainingError) {
    if bytes.first(where: { $0 > 0x20 }) == UInt8(ascii: "[") {
      throw TrainingError("\(path): is one JSON array; expected one object a line. Convert it: jq -c '.[]' \(path)")
    }
    var keys: (text: String, label: String)?
    var missing: TrainingError?
    for (index, range) in Lines(bytes).enumerated() {
      let line = bytes[range]
      if line.allSatisfy({ $0 <= 0x20 }) { continue }
      let place = "\(path):\(index + 1)"
      func problem(_ kind: RowProblem.Kind, _ sentence: String) {
        problems.add(kind, sentence + "; row skipped", at: place)
      }
      let value: JSONValue
      do throws(JSONError) { value = try JSONValue(parsing: line) } catch {
        problem(.format, "\(error.reason), in column \(error.column)")
        continue
      }
      guard let object = value.objectValue else {
        problem(.format, "not a JSON object")
        continue
      }
      if keys == nil {
        // The first object with a text and a label sets the keys for all.
        do throws(TrainingError) {
          let (text, label) = try columns.positions(in: object.keys, place: place)
          keys = (object.keys[text], object.keys[label])
          labelName = object.keys[label]
        } catch {
          missing = missing ?? error
        }
      }
      guard let keys else {
        problem(.label, "no text and label; the keys are \(object.keys.joined(separator: ", ").prefix(80))")
        continue
      }
      guard let text = object[keys.text]?.stringValue else {
        problem(.text, "no string under \"\(keys.text)\"")
        continue
      }
      guard let label = object[keys.label].flatMap(TargetReader.Cell.init) else {
        problem(.label, "no label under \"\(keys.label)\"")
        continue
      }
      add(text, label, file: path, line: index + 1)
    }
    if keys == nil, let missing { throw missing }
  }
}

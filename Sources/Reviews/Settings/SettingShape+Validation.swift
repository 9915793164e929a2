import Files
import JSON

extension SettingShape {
  /// The valid part of a value; nil if nothing is valid.
  ///
  /// - Parameters:
  ///   - path: the key of the value.
  ///   - report: receives one sentence for each invalid key and element.
  func validated(_ value: JSONValue, at path: String, report: (String) -> Void) -> JSONValue? {
    guard matches(value) else {
      report("\(path) should be \(expectation), not \(value.excerpt)")
      return nil
    }
    if let count = value.arrayValue?.count ?? value.objectValue?.count, count > Self.maximumElements {
      report("\(path) has \(count) entries; the maximum is \(Self.maximumElements)")
      return nil
    }
    switch (self, value) {
    case (.either(let shapes), _):
      return shapes.first { $0.matches(value) }?.validated(value, at: path, report: report)
    case (.list(let shape), .array(let elements)):
      let valid = elements.enumerated().compactMap { shape.validated($1, at: "\(path)[\($0)]", report: report) }
      // A list without a valid element is ignored, whereas an empty list is a value.
      return valid.isEmpty && !elements.isEmpty ? nil : .array(valid)
    case (.table(let shape), .object(let members)):
      var valid = JSONObject()
      for (key, member) in members {
        let place = "\(path)[\(JSONValue.string(key).excerpt)]"
        if SettingShape.text.matches(.string(key)) {
          valid[key] = member.isNull ? member : shape.validated(member, at: place, report: report)
        } else {
          report("\(place) has a key of \(key.unicodeScalars.count) characters; use 1 to \(Self.maximumCharacters)")
        }
      }
      return .object(valid)
    case (.object(let known), .object(let members)):
      var valid = JSONObject()
      for (name, value) in members {
        if let member = known.first(where: { $0.name == name }) {
          valid[name] = value.isNull ? value : member.shape.validated(value, at: "\(path).\(name)", report: report)
        } else {
          report("unknown setting \(path).\(name.excerpt())\(Self.hint(name, known.map(\.name), path))")
        }
      }
      return .object(valid)
    default: return value
    }
  }

  /// Whether a value has this type and range. The elements of lists and objects are not checked.
  private func matches(_ value: JSONValue) -> Bool {
    switch self {
    case .boolean: value.boolValue != nil
    case .text: value.stringValue.map { 1...Self.maximumCharacters ~= $0.unicodeScalars.count } ?? false
    case .regularExpression:
      value.stringValue.map { text in
        text.unicodeScalars.count <= Self.maximumCharacters && IgnorePattern(text, timeLimit: .zero) != nil
      } ?? false
    case .encoding: value.stringValue.flatMap { TextEncoding($0) } != nil
    case .integer(let range): value.intValue.map { range ~= $0 } ?? false
    case .number(let range): value.doubleValue.map { range ~= $0 } ?? false
    case .choice(let names): value.stringValue.map(names.contains) ?? false
    case .either(let shapes): shapes.contains { $0.matches(value) }
    case .list: value.arrayValue != nil
    case .table, .object: value.objectValue != nil
    }
  }

  /// Suggests the most similar known name, or all known names if none is similar.
  private static func hint(_ name: String, _ known: [String], _ path: String) -> String {
    let nearest = known.map { ($0.lowercased().distance(to: name.lowercased()), $0) }.min(by: <)
    // Up to two edits allow swapped letters; a name that differs in more than a third of its letters is another word.
    if let nearest, nearest.0 <= max(2, name.count / 3), nearest.0 * 2 < name.count {
      return "; did you mean \(path).\(nearest.1)?"
    }
    return "; use one of \(known.joined(separator: ", "))"
  }
}

extension JSONValue {
  /// The beginning of the value's text, for messages.
  fileprivate var excerpt: String { serialized().excerpt() }
}

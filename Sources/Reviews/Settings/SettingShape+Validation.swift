import Files
import JSON

extension SettingShape {
  /// The valid part of a value; nil if nothing is valid.
  ///
  /// - Parameters:
  ///   - path: the key of the value.
  ///   - compilesPatterns: whether regular expressions are compiled, which may take long.
  ///   - report: receives one sentence for each invalid key and element.
  func validated(
    _ value: JSONValue, at path: String, compilesPatterns: Bool, report: (String) -> Void
  ) -> JSONValue? {
    func validated(_ value: JSONValue, _ shape: SettingShape, at path: String) -> JSONValue? {
      shape.validated(value, at: path, compilesPatterns: compilesPatterns, report: report)
    }
    guard matches(value, compilesPatterns: compilesPatterns) else {
      report("\(path) should be \(expectation), not \(value.excerpt)")
      return nil
    }
    if let count = value.arrayValue?.count ?? value.objectValue?.count, count > Self.maximumElements {
      report("\(path) has \(count) entries; the maximum is \(Self.maximumElements)")
      return nil
    }
    switch (self, value) {
    case (.either(let shapes), _):
      return shapes.first { $0.matches(value, compilesPatterns: compilesPatterns) }
        .flatMap { validated(value, $0, at: path) }
    case (.list(let shape), .array(let elements)):
      let valid = elements.enumerated().compactMap { validated($1, shape, at: "\(path)[\($0)]") }
      guard isShort(valid.compactMap(\.stringValue), path, report) else { return nil }
      // A list without a valid element is ignored, whereas an empty list is a value.
      return valid.isEmpty && !elements.isEmpty ? nil : .array(valid)
    case (.table(let shape), .object(let members)):
      var valid = JSONObject()
      for (key, member) in members {
        let place = "\(path)[\(JSONValue.string(key).excerpt)]"
        if SettingShape.text.matches(.string(key), compilesPatterns: compilesPatterns) {
          valid[key] = member.isNull ? member : validated(member, shape, at: place)
        } else {
          report("\(place) has a key of \(key.unicodeScalars.count) characters; use 1 to \(Self.maximumCharacters)")
        }
      }
      return isShort(valid.keys, path, report) ? .object(valid) : nil
    case (.object(let known), .object(let members)):
      var valid = JSONObject()
      for (name, value) in members {
        if let member = known.first(where: { $0.name == name }) {
          valid[name] = value.isNull ? value : validated(value, member.shape, at: "\(path).\(name)")
        } else {
          report("unknown setting \(path).\(name.excerpt())\(Self.hint(name, known.map(\.name), path))")
        }
      }
      return .object(valid)
    default: return value
    }
  }

  /// Whether a value has this type and range. The elements of lists and objects are not checked.
  private func matches(_ value: JSONValue, compilesPatterns: Bool) -> Bool {
    switch self {
    case .boolean: value.boolValue != nil
    case .text: value.stringValue.map { 1...Self.maximumCharacters ~= $0.unicodeScalars.count } ?? false
    case .regularExpression:
      value.stringValue.map { text in
        text.unicodeScalars.count <= Self.maximumCharacters && (!compilesPatterns || IgnorePattern(text) != nil)
      } ?? false
    case .encoding: value.stringValue.flatMap { TextEncoding($0) } != nil
    case .integer(let range): value.intValue.map { range ~= $0 } ?? false
    case .number(let range): value.doubleValue.map { range ~= $0 } ?? false
    case .choice(let names): value.stringValue.map(names.contains) ?? false
    case .either(let shapes): shapes.contains { $0.matches(value, compilesPatterns: compilesPatterns) }
    case .list: value.arrayValue != nil
    case .table, .object: value.objectValue != nil
    }
  }

  /// Whether texts are not too long together; reports it if they are.
  private func isShort(_ texts: some Sequence<String>, _ path: String, _ report: (String) -> Void) -> Bool {
    let count = texts.reduce(0) { $0 + $1.unicodeScalars.count }
    if count > Self.maximumTotal { report("\(path) has \(count) characters; the maximum is \(Self.maximumTotal)") }
    return count <= Self.maximumTotal
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

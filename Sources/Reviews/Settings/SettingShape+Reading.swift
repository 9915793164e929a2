import JSON

extension SettingShape {
  /// What can be used of a value; nil where nothing can.
  ///
  /// - Parameters:
  ///   - path: the key that holds it.
  ///   - tell: gets one sentence for each key and element that is left out.
  func usable(_ value: JSONValue, at path: String, tell: (String) -> Void) -> JSONValue? {
    guard fits(value) else {
      tell("\(path) should be \(expectation), is \(value.excerpt)")
      return nil
    }
    if let count = value.arrayValue?.count ?? value.objectValue?.count, count > Self.mostElements {
      tell("\(path) has \(count) entries, and may have \(Self.mostElements)")
      return nil
    }
    switch (self, value) {
    case (.either(let shapes), _):
      return shapes.first { $0.fits(value) }?.usable(value, at: path, tell: tell)
    case (.list(let shape), .array(let elements)):
      let usable = elements.enumerated().compactMap { shape.usable($1, at: "\(path)[\($0)]", tell: tell) }
      // A list of which nothing is left says nothing, whereas an empty one means none.
      return usable.isEmpty && !elements.isEmpty ? nil : .array(usable)
    case (.table(let shape), .object(let members)):
      var usable = JSONObject()
      for (key, member) in members {
        let place = "\(path)[\(JSONValue.string(key).excerpt)]"
        if SettingShape.text.fits(.string(key)) {
          usable[key] = member.isNull ? member : shape.usable(member, at: place, tell: tell)
        } else {
          tell(
            "\(place) has a name of \(key.unicodeScalars.count) characters, and may have 1 to \(Self.mostCharacters)")
        }
      }
      return .object(usable)
    case (.object(let known), .object(let members)):
      var usable = JSONObject()
      for (name, value) in members {
        if let member = known.first(where: { $0.name == name }) {
          usable[name] = value.isNull ? value : member.shape.usable(value, at: "\(path).\(name)", tell: tell)
        } else {
          tell("there is no setting \(path).\(name.excerpt())\(Self.hint(name, known.map(\.name), path))")
        }
      }
      return .object(usable)
    default: return value
    }
  }

  /// Whether a value is what this is, whatever is inside.
  private func fits(_ value: JSONValue) -> Bool {
    switch self {
    case .boolean: value.boolValue != nil
    case .text: value.stringValue.map { 1...Self.mostCharacters ~= $0.unicodeScalars.count } ?? false
    case .regularExpression:
      value.stringValue.map { text in
        text.unicodeScalars.count <= Self.mostCharacters && IgnorePattern(text, patience: .zero) != nil
      } ?? false
    case .integer(let range): value.intValue.map { range ~= $0 } ?? false
    case .number(let range): value.doubleValue.map { range ~= $0 } ?? false
    case .choice(let names): value.stringValue.map(names.contains) ?? false
    case .either(let shapes): shapes.contains { $0.fits(value) }
    case .list: value.arrayValue != nil
    case .table, .object: value.objectValue != nil
    }
  }

  /// The nearest name that there is, or all of them where none is near.
  private static func hint(_ name: String, _ known: [String], _ path: String) -> String {
    let nearest = known.map { ($0.lowercased().distance(to: name.lowercased()), $0) }.min(by: <)
    // Two letters may be swapped; what differs in more than every third letter is another word.
    if let nearest, nearest.0 <= max(2, name.count / 3), nearest.0 * 2 < name.count {
      return "; did you mean \(path).\(nearest.1)?"
    }
    return "; there are \(known.joined(separator: ", "))"
  }
}

extension JSONValue {
  /// Enough of it to know it again.
  fileprivate var excerpt: String { serialized().excerpt() }
}

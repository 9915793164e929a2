// Hand-written for two reasons: the synthesized `==` recurses for every level of nesting, and Swift's `String` treats
// canonically equivalent texts ("é" as one scalar or as two) as equal, unlike JSON.

extension JSONValue: Hashable {
  /// Whether both have the same case and content; the order of an object's members does not matter.
  public static func == (left: JSONValue, right: JSONValue) -> Bool {
    var pending: [(JSONValue, JSONValue)] = []
    var current: (JSONValue, JSONValue)? = (left, right)
    while let (left, right) = current {
      switch (left, right) {
      case (.null, .null): break
      case (.bool(let left), .bool(let right)): guard left == right else { return false }
      case (.integer(let left), .integer(let right)): guard left == right else { return false }
      case (.unsigned(let left), .unsigned(let right)): guard left == right else { return false }
      case (.double(let left), .double(let right)): guard left == right else { return false }
      case (.string(let left), .string(let right)): guard left.hasSameScalars(as: right) else { return false }
      case (.array(let left), .array(let right)):
        guard left.count == right.count else { return false }
        pending.append(contentsOf: zip(left, right))
      case (.object(let left), .object(let right)):
        guard left.count == right.count else { return false }
        for (key, value) in left {
          guard let counterpart = right[key] else { return false }
          pending.append((value, counterpart))
        }
      default: return false
      }
      current = pending.popLast()
    }
    return true
  }

  /// Hashes the value and one level below it; deeper values contribute only their kind and size.
  public func hash(into hasher: inout Hasher) {
    hashShallowly(into: &hasher)
    switch self {
    case .array(let elements):
      for element in elements { element.hashShallowly(into: &hasher) }
    case .object(let object):
      // Combines the members' hashes by a commutative operation, because their order must not matter.
      var combined = 0
      for (key, value) in object {
        var member = Hasher()
        member.combine(key)
        value.hashShallowly(into: &member)
        combined ^= member.finalize()
      }
      hasher.combine(combined)
    default: break
    }
  }

  private func hashShallowly(into hasher: inout Hasher) {
    switch self {
    case .null: hasher.combine(0)
    case .bool(let bool): hasher.combine(bool)
    case .integer(let integer): hasher.combine(integer)
    case .unsigned(let integer): hasher.combine(integer)
    case .double(let double): hasher.combine(double)
    case .string(let string): hasher.combine(string)
    case .array(let elements): hasher.combine(elements.count)
    case .object(let object): hasher.combine(object.count)
    }
  }
}

extension JSONObject: Hashable {
  /// Whether both have the same keys with the same values, in any order.
  public static func == (left: JSONObject, right: JSONObject) -> Bool { JSONValue.object(left) == .object(right) }

  /// Hashes the members, regardless of their order.
  public func hash(into hasher: inout Hasher) { JSONValue.object(self).hash(into: &hasher) }
}

extension String {
  /// Whether both consist of the same Unicode scalars, which is stricter than `==`.
  func hasSameScalars(as other: String) -> Bool {
    utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8)
  }
}

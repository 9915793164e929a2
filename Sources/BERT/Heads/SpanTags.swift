/// The meaning of the tags of a spans head: `O` outside of spans, `B-TYPE` at the first word of a span of a type, `I-TYPE` at
/// its other words (Ramshaw & Marcus, "Text Chunking using Transformation-Based Learning", 1995).
///
/// `S-` and `U-` begin a span as `B-` does, `E-`, `L-` and `M-` continue it as `I-` does. A tag without a prefix is its type.
public struct SpanTags: Sendable, Hashable {
  /// The role of a tag.
  public enum Role: Sendable, Hashable {
    case outside
    /// At the first word of a span; the index of its type.
    case begin(Int)
    /// At another word of a span; the index of its type.
    case inside(Int)
  }

  /// The types of spans, in the order of their first tags; for aspects their polarities.
  public let types: [String]
  /// The role of each tag.
  public let roles: [Role]

  /// The roles of tags by their names.
  public init(_ tags: [String]) {
    var types: [String] = []
    roles = tags.map { tag in
      guard tag != "O" else { return .outside }
      let parts = tag.split(separator: "-", maxSplits: 1)
      let hasPrefix = parts.count == 2 && "BSUIELM".contains(parts[0]) && parts[0].count == 1
      let type = hasPrefix ? String(parts[1]) : tag
      if !types.contains(type) { types.append(type) }
      let index = types.firstIndex(of: type) ?? 0
      return hasPrefix && "BSU".contains(parts[0]) ? .begin(index) : .inside(index)
    }
    self.types = types
  }

  /// The tags `O`, `B-TYPE` and `I-TYPE` of types.
  public static func tags(ofTypes types: [String]) -> [String] { ["O"] + types.flatMap { ["B-\($0)", "I-\($0)"] } }

  /// The indices of the tags outside of spans.
  public var outside: [Int] { roles.indices.filter { roles[$0] == .outside } }

  /// The indices of the tags of a type.
  public func indices(ofType type: Int) -> [Int] {
    roles.indices.filter { roles[$0] == .begin(type) || roles[$0] == .inside(type) }
  }
}

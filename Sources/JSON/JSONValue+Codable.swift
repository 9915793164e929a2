extension JSONValue {
  /// Encodes an `Encodable`.
  ///
  /// Integers stay exact, a `Float` keeps its shortest decimal form, and a type that encodes nothing becomes `{}`.
  public init(encoding value: some Encodable) throws {
    let encoder = ValueEncoder()
    try value.encode(to: encoder)
    self = encoder.result()
  }

  /// Decodes this value as a `Decodable`.
  ///
  /// Throws a `DecodingError` for an integer out of the type's range and for `3.5` as an integer; `3.0` decodes as 3.
  /// `Double` and `Float` round. Unknown keys are ignored.
  public func decoded<T: Decodable>(as type: T.Type = T.self) throws -> T {
    try ValueDecoder(value: self).decode(type)
  }
}

extension JSONValue: Codable {
  /// Decodes any value unchanged. Throws for decoders other than that of `decoded(as:)`.
  public init(from decoder: any Decoder) throws {
    guard let decoder = decoder as? ValueDecoder else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath, debugDescription: "a JSONValue can be decoded by JSONValue.decoded(as:) only")
      )
    }
    self = decoder.value
  }

  /// Encodes this value unchanged. Throws for encoders other than that of `init(encoding:)`.
  public func encode(to encoder: any Encoder) throws {
    guard let encoder = encoder as? ValueEncoder else {
      throw EncodingError.invalidValue(
        self,
        .init(
          codingPath: encoder.codingPath, debugDescription: "a JSONValue can be encoded by JSONValue(encoding:) only"))
    }
    encoder.set(self)
  }
}

/// The path from the root of a value to a value inside it: a linked list from the inside out, so that each step down
/// costs the same.
final class CodingPath: Sendable {
  private let parent: CodingPath?
  private let key: any CodingKey
  let depth: Int

  /// The depth limit: Codable recurses, so that recursive types could exhaust the stack.
  static let maximumDepth = 128

  init(_ parent: CodingPath?, _ key: some CodingKey) {
    self.parent = parent
    self.key = key
    depth = (parent?.depth ?? 0) + 1
  }

  var keys: [any CodingKey] {
    var keys: [any CodingKey] = []
    var step: CodingPath? = self
    while let current = step {
      keys.append(current.key)
      step = current.parent
    }
    return keys.reversed()
  }
}

extension DecodingError {
  /// The path and the error: `contentChanges[0].text: expected a string, found null`.
  public var message: String {
    guard let context else { return "\(self)" }
    let path = context.codingPath.reduce("") { path, key in
      if let index = key.intValue { return "\(path)[\(index)]" }
      return path.isEmpty ? key.stringValue : "\(path).\(key.stringValue)"
    }
    return path.isEmpty ? context.debugDescription : "\(path): \(context.debugDescription)"
  }

  /// The keys from the root to the wrong value.
  public var path: [String] { context?.codingPath.map(\.stringValue) ?? [] }

  private var context: Context? {
    switch self {
    case .typeMismatch(_, let context), .valueNotFound(_, let context): context
    case .keyNotFound(_, let context), .dataCorrupted(let context): context
    @unknown default: nil
    }
  }
}

/// An array index, or the key of a class's superclass.
enum PathKey: CodingKey {
  case index(Int)
  case named(String)

  static let superclass = PathKey.named("super")

  init(stringValue: String) { self = .named(stringValue) }
  init(intValue: Int) { self = .index(intValue) }

  var intValue: Int? {
    if case .index(let index) = self { index } else { nil }
  }

  var stringValue: String {
    switch self {
    case .index(let index): "Index \(index)"
    case .named(let name): name
    }
  }
}

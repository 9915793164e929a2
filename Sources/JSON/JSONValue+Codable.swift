extension JSONValue {
  /// The value that an `Encodable` describes.
  ///
  /// Integers stay exact, a `Float` keeps its shortest decimal form, and a type that encodes nothing becomes `{}`.
  public init(encoding value: some Encodable) throws {
    let encoder = ValueEncoder()
    try value.encode(to: encoder)
    self = encoder.result()
  }

  /// This value as a `Decodable`.
  ///
  /// Numbers convert only where that is exact, save that `Double` and `Float` round: an integer out of the type's range is a
  /// `DecodingError`, and so is `3.5` as an integer, while `3.0` decodes as 3. Keys that the type does not ask for are ignored.
  public func decoded<T: Decodable>(as type: T.Type = T.self) throws -> T {
    try ValueDecoder(value: self).decode(type)
  }
}

extension JSONValue: Codable {
  /// Takes what stands there as it is. Only `decoded(as:)` can do that; other decoders give an error.
  public init(from decoder: any Decoder) throws {
    guard let decoder = decoder as? ValueDecoder else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "a JSONValue comes from JSONValue.decoded(as:) only"))
    }
    self = decoder.value
  }

  /// Puts this value there as it is. Only `init(encoding:)` can take that; other encoders give an error.
  public func encode(to encoder: any Encoder) throws {
    guard let encoder = encoder as? ValueEncoder else {
      throw EncodingError.invalidValue(
        self,
        .init(codingPath: encoder.codingPath, debugDescription: "a JSONValue goes into JSONValue(encoding:) only"))
    }
    encoder.set(self)
  }
}

/// How one gets from the root of a value to a place in it. A list from the inside out, so that going a step down costs
/// the same at every depth.
final class CodingPath: Sendable {
  private let parent: CodingPath?
  private let key: any CodingKey
  let depth: Int

  /// Deeper than this, types that hold themselves could exhaust the stack: unlike all else here, Codable recurses.
  static let greatestDepth = 128

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

/// An index of an array, or the key under which a class puts its superclass.
enum PlaceKey: CodingKey {
  case index(Int)
  case named(String)

  static let superclass = PlaceKey.named("super")

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

/// Encodes one `Encodable` to a value.
final class ValueEncoder: Encoder {
  let path: CodingPath?
  var userInfo: [CodingUserInfoKey: Any] { [:] }
  private var single: JSONValue?
  private var elements: [JSONValue]?
  private var object: JSONObject?
  /// Nested containers, which are filled after their position is reserved.
  private var pending: [(position: PathKey, encoder: ValueEncoder)] = []

  init(path: CodingPath? = nil) { self.path = path }

  var codingPath: [any CodingKey] { path?.keys ?? [] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    checkFree(of: "an array or a scalar", single == nil && elements == nil)
    if object == nil { object = JSONObject() }
    return KeyedEncodingContainer(KeyedValueEncoder(encoder: self))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    checkFree(of: "an object or a scalar", single == nil && object == nil)
    if elements == nil { elements = [] }
    return UnkeyedValueEncoder(encoder: self)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { SingleValueEncoder(encoder: self) }

  func set(_ value: JSONValue) {
    checkFree(of: "another value", single == nil && elements == nil && object == nil)
    single = value
  }

  /// The encoded value.
  func result() -> JSONValue {
    for (position, encoder) in pending {
      switch position {
      case .index(let index): elements?[index] = encoder.result()
      case .named(let name): object?[name] = encoder.result()
      }
    }
    if let elements { return .array(elements) }
    return single ?? .object(object ?? JSONObject())
  }

  fileprivate var count: Int { elements?.count ?? 0 }

  fileprivate func put(_ value: JSONValue, at position: PathKey) {
    switch position {
    case .index: elements?.append(value)
    case .named(let name): object?[name] = value
    }
  }

  fileprivate func put(_ value: some Encodable, at position: PathKey, _ key: some CodingKey) throws {
    guard (path?.depth ?? 0) < CodingPath.maximumDepth else {
      throw EncodingError.invalidValue(
        value,
        .init(codingPath: codingPath, debugDescription: "nests deeper than \(CodingPath.maximumDepth) levels"))
    }
    let encoder = ValueEncoder(path: CodingPath(path, key))
    try value.encode(to: encoder)
    put(encoder.result(), at: position)
  }

  fileprivate func nested(at position: PathKey, _ key: some CodingKey) -> ValueEncoder {
    let encoder = ValueEncoder(path: CodingPath(path, key))
    put(.null, at: position)
    pending.append((position, encoder))
    return encoder
  }

  private func checkFree(of existing: String, _ isFree: Bool) {
    precondition(isFree, "expected one kind of container for a value, got \(existing) before at \(codingPath)")
  }
}

private struct KeyedValueEncoder<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let encoder: ValueEncoder
  var codingPath: [any CodingKey] { encoder.codingPath }

  func encodeNil(forKey key: Key) { encoder.put(.null, at: .named(key.stringValue)) }

  func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
    try encoder.put(value, at: .named(key.stringValue), key)
  }

  func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) -> KeyedEncodingContainer<Nested>
  {
    encoder.nested(at: .named(key.stringValue), key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    encoder.nested(at: .named(key.stringValue), key).unkeyedContainer()
  }

  func superEncoder() -> any Encoder { encoder.nested(at: .superclass, PathKey.superclass) }
  func superEncoder(forKey key: Key) -> any Encoder { encoder.nested(at: .named(key.stringValue), key) }
}

private struct UnkeyedValueEncoder: UnkeyedEncodingContainer {
  let encoder: ValueEncoder
  var codingPath: [any CodingKey] { encoder.codingPath }
  var count: Int { encoder.count }
  private var position: PathKey { .index(count) }

  func encodeNil() { encoder.put(.null, at: position) }
  func encode<T: Encodable>(_ value: T) throws { try encoder.put(value, at: position, position) }

  func nestedContainer<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    encoder.nested(at: position, position).container(keyedBy: type)
  }

  func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
    encoder.nested(at: position, position).unkeyedContainer()
  }
  func superEncoder() -> any Encoder { encoder.nested(at: position, position) }
}

private struct SingleValueEncoder: SingleValueEncodingContainer {
  let encoder: ValueEncoder
  var codingPath: [any CodingKey] { encoder.codingPath }

  func encodeNil() { encoder.set(.null) }
  func encode(_ value: Bool) { encoder.set(.bool(value)) }
  func encode(_ value: String) { encoder.set(.string(value)) }
  func encode(_ value: Double) { encoder.set(.double(value)) }

  /// Encodes 0.1 as 0.1 rather than the nearest double to the float, unless that would decode as another float.
  func encode(_ value: Float) {
    let short = Double(value.description) ?? Double(value)
    encoder.set(.double(Float(short) == value ? short : Double(value)))
  }

  func encode<T: FixedWidthInteger & Encodable>(_ value: T) { encoder.set(JSONValue(value)) }
  func encode<T: Encodable>(_ value: T) throws { try value.encode(to: encoder) }
}

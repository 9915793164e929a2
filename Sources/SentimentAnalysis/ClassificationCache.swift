/// Remembers what the model said of a bounded number of texts, and how it was explained; what nobody asked for in a while is
/// forgotten.
///
/// Two generations: new and reused entries go to the young one; once that holds half of the limit it becomes the old one,
/// and what is left of the old one is forgotten. A lookup costs no bookkeeping beyond that.
public struct ClassificationCache: Sendable {
  /// The most entries that are kept.
  public let limit: Int
  /// About the most memory that they take, where no single one takes half of it.
  public let byteLimit: Int
  /// The same text explained by another method is another entry.
  private struct Key: Hashable {
    var text: ExactString
    var method: ExplanationMethod
  }

  private var young: [Key: Classification] = [:]
  private var old: [Key: Classification] = [:]
  /// What went into the young generation so far.
  private var youngBytes = 0

  /// An empty cache.
  public init(limit: Int = 4096, byteLimit: Int = 64 << 20) {
    self.limit = limit
    self.byteLimit = byteLimit
  }

  /// The number of entries that are remembered.
  public var count: Int { young.count + old.count }

  /// What the model said of exactly this text; nil where it was not asked or that is forgotten.
  ///
  /// - Parameter method: how it is explained; nil where that does not matter, so that a quick explanation serves.
  public mutating func classification(of text: ExactString, by method: ExplanationMethod?) -> Classification? {
    let key = Key(text: text, method: method ?? .quick)
    if let found = young[key] { return found }
    guard let found = old.removeValue(forKey: key) else { return nil }
    insert(found, for: text, by: key.method)
    return found
  }

  /// Remembers what the model said of a text, explained by a method.
  public mutating func insert(_ classification: Classification, for text: ExactString, by method: ExplanationMethod) {
    let words = [classification.keyTokens, classification.words].joined()
    let bytes =
      text.value.utf8.count + words.reduce(0) { $0 + 64 + $1.text.utf8.count } + 32 * classification.pieces.count
    if (youngBytes + bytes) * 2 > byteLimit { turnOld() }
    let key = Key(text: text, method: method)
    old.removeValue(forKey: key)
    // An entry that takes the place of another counts twice, which only makes the generation end sooner.
    youngBytes += bytes
    young[key] = classification
    if young.count * 2 >= limit { turnOld() }
  }

  private mutating func turnOld() {
    old = young
    young = [:]
    youngBytes = 0
  }
}

/// A string that equals only a string of the same bytes.
///
/// `String` also equals its other Unicode normal forms, in which offsets differ, and for a tokenizer perhaps words.
public struct ExactString: Hashable, Sendable {
  /// The string.
  public let value: String

  /// Takes `value` byte for byte.
  public init(_ value: String) { self.value = value }

  /// Whether the bytes are the same.
  public static func == (left: ExactString, right: ExactString) -> Bool {
    left.value.utf8.elementsEqual(right.value.utf8)
  }

  /// Equal bytes have equal hashes.
  public func hash(into hasher: inout Hasher) { hasher.combine(value) }
}

/// Remembers what the model said of a bounded number of texts; texts that nobody asked for in a while are forgotten.
///
/// Two generations: new and reused entries go to the young one; once that holds half of the limit it becomes the old one,
/// and what is left of the old one is forgotten. A lookup costs no bookkeeping beyond that.
public struct ClassificationCache: Sendable {
  /// The most entries that are kept.
  public let limit: Int
  /// About the most memory that they take, where no single one takes half of it.
  public let byteLimit: Int
  private var young: [ExactString: Classification] = [:]
  private var old: [ExactString: Classification] = [:]
  /// What went into the young generation so far.
  private var youngBytes = 0

  /// An empty cache.
  public init(limit: Int = 4096, byteLimit: Int = 64 << 20) {
    self.limit = limit
    self.byteLimit = byteLimit
  }

  /// The number of texts that are remembered.
  public var count: Int { young.count + old.count }

  /// What the model said of exactly this text; nil where it was not asked or that is forgotten.
  public mutating func classification(of text: ExactString) -> Classification? {
    if let found = young[text] { return found }
    guard let found = old.removeValue(forKey: text) else { return nil }
    insert(found, for: text)
    return found
  }

  /// Remembers what the model said of a text.
  public mutating func insert(_ classification: Classification, for text: ExactString) {
    let bytes = text.value.utf8.count + 64 * classification.keyTokens.count + 32 * classification.pieces.count
    if (youngBytes + bytes) * 2 > byteLimit { turnOld() }
    old.removeValue(forKey: text)
    // An entry that takes the place of another counts twice, which only makes the generation end sooner.
    youngBytes += bytes
    young[text] = classification
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

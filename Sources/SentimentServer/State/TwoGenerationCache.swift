import SentimentAnalysis

/// Remembers a bounded number of values, and forgets those that were not used for longest.
///
/// Two generations: new and reused values go to the young one; once the young one holds half of a limit it becomes the old
/// one, and the old one is forgotten. A lookup costs no bookkeeping beyond that.
struct TwoGenerationCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  let limit: Int
  /// About the most memory that they take, where no single one takes half of it.
  let byteLimit: Int
  private let size: @Sendable (Key, Value) -> Int
  private var young: [Key: Value] = [:]
  private var old: [Key: Value] = [:]
  /// The size of what went into the young generation.
  private var youngBytes = 0

  /// - Parameter size: the bytes that a value takes with its key.
  init(limit: Int, byteLimit: Int = .max, size: @escaping @Sendable (Key, Value) -> Int = { _, _ in 0 }) {
    (self.limit, self.byteLimit, self.size) = (limit, byteLimit, size)
    // All at once, so that memory does not grow for as long as the cache fills.
    young.reserveCapacity(limit / 2)
    old.reserveCapacity(limit / 2)
  }

  var count: Int { young.count + old.count }

  /// The value of a key; nil where there was none or it is forgotten.
  subscript(key: Key) -> Value? { young[key] ?? old[key] }

  /// The same, which counts as a use.
  mutating func reuse(_ key: Key) -> Value? {
    if let value = young[key] { return value }
    guard let value = old.removeValue(forKey: key) else { return nil }
    insert(value, for: key)
    return value
  }

  mutating func insert(_ value: Value, for key: Key) {
    let bytes = size(key, value)
    if (youngBytes + bytes) * 2 > byteLimit { turnOld() }
    // A value that takes the place of another counts twice, which only makes the generation end sooner.
    youngBytes += bytes
    young[key] = value
    if young.count * 2 >= limit { turnOld() }
  }

  private mutating func turnOld() {
    swap(&old, &young)
    young.removeAll(keepingCapacity: true)
    youngBytes = 0
  }
}

/// Verdicts by the texts that they were passed on, whichever document holds them.
typealias VerdictCache = TwoGenerationCache<TextFingerprint, Verdict>

extension VerdictCache {
  init() { self.init(limit: 1 << 13) }
}

/// What the model said of texts, and how it was explained.
typealias ClassificationCache = TwoGenerationCache<ExplainedText, Classification>

/// The same text explained by another method is another entry.
struct ExplainedText: Hashable {
  let text: ExactString
  let method: ExplanationMethod

  /// - Parameter method: nil where that does not matter, so that a quick explanation serves.
  init(_ text: ExactString, by method: ExplanationMethod?) {
    (self.text, self.method) = (text, method ?? .quick)
  }
}

extension ClassificationCache {
  init(limit: Int = 4096, byteLimit: Int = 64 << 20) {
    self.init(limit: limit, byteLimit: byteLimit) { key, classification in
      let words = [classification.keyTokens, classification.words].joined()
      return key.text.value.utf8.count + words.reduce(0) { $0 + 64 + $1.text.utf8.count }
        + 32 * classification.pieces.count
    }
  }
}

import SentimentAnalysis

/// A cache of a bounded number of values that drops the least recently used ones.
///
/// New and reused values go to the young generation. Once it is half as large as a limit, it becomes the old generation, and
/// the previous old one is dropped. Lookups need no other bookkeeping.
struct TwoGenerationCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  let limit: Int
  /// About the maximum memory of all values, unless a single one takes half of it.
  let byteLimit: Int
  private let size: @Sendable (Key, Value) -> Int
  private var young: [Key: Value] = [:]
  private var old: [Key: Value] = [:]
  /// The size of all insertions into the young generation.
  private var youngBytes = 0

  /// - Parameter size: the bytes of a key and its value.
  init(limit: Int, byteLimit: Int = .max, size: @escaping @Sendable (Key, Value) -> Int = { _, _ in 0 }) {
    (self.limit, self.byteLimit, self.size) = (limit, byteLimit, size)
    // Allocated at once, so that memory does not grow while the cache fills.
    young.reserveCapacity(limit / 2)
    old.reserveCapacity(limit / 2)
  }

  var count: Int { young.count + old.count }

  /// The value of a key; nil if it was never inserted, or was dropped.
  subscript(key: Key) -> Value? { young[key] ?? old[key] }

  /// The value of a key, which is then the most recently used.
  mutating func reuse(_ key: Key) -> Value? {
    if let value = young[key] { return value }
    guard let value = old.removeValue(forKey: key) else { return nil }
    insert(value, for: key)
    return value
  }

  mutating func insert(_ value: Value, for key: Key) {
    let bytes = size(key, value)
    if (youngBytes + bytes) * 2 > byteLimit { startGeneration() }
    // A replaced value counts twice, which only ends the generation sooner.
    youngBytes += bytes
    young[key] = value
    if young.count * 2 >= limit { startGeneration() }
  }

  private mutating func startGeneration() {
    swap(&old, &young)
    young.removeAll(keepingCapacity: true)
    youngBytes = 0
  }
}

/// Verdicts by their texts, in whichever documents.
typealias VerdictCache = TwoGenerationCache<TextFingerprint, Verdict>

extension VerdictCache {
  init() { self.init(limit: 1 << 13) }
}

/// Classifications of texts with their explanations.
typealias ClassificationCache = TwoGenerationCache<ExplainedText, Classification>

/// A text and the options of its classification.
struct ExplainedText: Hashable {
  let text: ExactString
  private(set) var options: SentimentModel.Options

  /// - Parameter options: without an explanation, the classification with a quick one serves, too.
  init(_ text: ExactString, _ options: SentimentModel.Options) {
    (self.text, self.options) = (text, options)
    self.options.method = options.method ?? .quick
  }
}

extension ClassificationCache {
  init(limit: Int = 4096, byteLimit: Int = 64 << 20) {
    self.init(limit: limit, byteLimit: byteLimit) { key, classification in
      let explanations = classification.heads.flatMap(\.explanations)
      let words =
        ([classification.keyTokens, classification.words] + explanations.flatMap { [$0.words, $0.keyTokens] }).joined()
      return key.text.value.utf8.count + words.reduce(0) { $0 + 64 + $1.text.utf8.count }
        + 32 * classification.pieces.count
    }
  }
}

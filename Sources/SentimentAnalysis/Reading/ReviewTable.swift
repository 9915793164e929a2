public import Reviews

/// The reviews of one version of a document, each with a fingerprint and a model.
public struct ReviewTable: Sendable {
  /// Whether the document is analysed.
  public let isIncluded: Bool
  /// Whether the document is not analysed only because of its size.
  public let isTooLarge: Bool
  /// The reviews, headings and problems of the document.
  public let found: DocumentReviews
  /// One fingerprint per review.
  public let fingerprints: [TextFingerprint]
  /// The models that classify the reviews.
  public let models: [ModelKey]
  /// The index of each review's model; empty if one model classifies all.
  private let modelIndices: [UInt8]

  /// The reviews in document order.
  public var reviews: [Review] { found.reviews }

  /// The model that classifies a review.
  public func model(ofReview index: Int) -> ModelKey { models[modelIndices.isEmpty ? 0 : Int(modelIndices[index])] }

  /// The empty table of a document that is not analysed.
  public init(isTooLarge: Bool = false) {
    (isIncluded, self.isTooLarge) = (false, isTooLarge)
    (found, fingerprints, models, modelIndices) = (DocumentReviews(of: [], format: .plaintext), [], [], [])
  }

  /// Finds the reviews of a document.
  ///
  /// - Parameters:
  ///   - state: the state of the loaded models; another state gives other fingerprints, and so invalidates cached verdicts.
  ///   - byteLimit: the maximum size of an analysed document.
  public init(of source: ReadingSource, state: [Int] = [], atMost byteLimit: Int = .max) {
    guard let format = source.format, source.settings.isIncluded(source.path, format) else {
      self.init()
      return
    }
    guard source.bytes.count <= byteLimit else {
      self.init(isTooLarge: true)
      return
    }
    self.init(source, DocumentReviews(of: source.bytes, format: format, source.rules, patterns: source.patterns), state)
  }

  private init(_ source: ReadingSource, _ found: DocumentReviews, _ state: [Int]) {
    let (bytes, settings) = (source.bytes, source.settings)
    var (models, seeds): ([ModelKey], [Int]) = ([], [])
    func index(of key: ModelKey) -> Int {
      if let index = models.firstIndex(of: key) { return index }
      models.append(key)
      seeds.append([AnyHashable(key), state, settings.uncertainBelow ?? -1].hashValue)
      return models.count - 1
    }
    // The usual case: one model classifies all reviews, whatever their script.
    let hasOneModel = settings.models.isEmpty
    if hasOneModel { _ = index(of: ModelKey(settings, for: "")) }
    var modelIndices: [UInt8] = []
    let fingerprints = found.reviews.map { review in
      if hasOneModel, review.notation == .verbatim { return TextFingerprint(bytes[review.range], seed: seeds[0]) }
      let text = review.text(in: bytes).string
      let index = hasOneModel ? 0 : index(of: ModelKey(settings, for: text))
      if !hasOneModel { modelIndices.append(UInt8(clamping: index)) }
      return TextFingerprint(Array(text.utf8)[...], seed: seeds[index])
    }
    (isIncluded, isTooLarge, self.found) = (true, false, found)
    (self.fingerprints, self.models, self.modelIndices) = (fingerprints, models, modelIndices)
  }
}

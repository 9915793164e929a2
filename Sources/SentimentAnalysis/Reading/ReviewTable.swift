public import Reviews

/// The reviews of one state of a document, with what each is read by.
public struct ReviewTable: Sendable {
  /// Whether the document is of a kind that is read.
  public let isIncluded: Bool
  /// Whether it would be, were it smaller.
  public let isTooLarge: Bool
  /// What was found.
  public let found: DocumentReviews
  /// One a review, in their order.
  public let fingerprints: [TextFingerprint]
  /// The models that the reviews are read by.
  public let models: [ModelKey]
  /// Of each review the place of its model; none where one model reads all.
  private let places: [UInt8]

  /// In the document's order.
  public var reviews: [Review] { found.reviews }

  /// The model that reads a review.
  public func model(ofReview index: Int) -> ModelKey { models[places.isEmpty ? 0 : Int(places[index])] }

  /// The table of a document that is not read.
  public init(isTooLarge: Bool = false) {
    (isIncluded, self.isTooLarge) = (false, isTooLarge)
    (found, fingerprints, models, places) = (DocumentReviews(of: [], format: .plaintext), [], [], [])
  }

  /// Finds the reviews of a document.
  ///
  /// - Parameters:
  ///   - state: of the models: verdicts of one do not count for another.
  ///   - most: the bytes of the largest document that is read.
  public init(of source: ReadingSource, state: [Int] = [], atMost most: Int = .max) {
    guard let format = source.format, source.settings.isIncluded(source.path, format) else {
      self.init()
      return
    }
    guard source.bytes.count <= most else {
      self.init(isTooLarge: true)
      return
    }
    self.init(source, DocumentReviews(of: source.bytes, format: format, source.settings.rules), state)
  }

  private init(_ source: ReadingSource, _ found: DocumentReviews, _ state: [Int]) {
    let (bytes, settings) = (source.bytes, source.settings)
    var (models, seeds): ([ModelKey], [Int]) = ([], [])
    func place(of key: ModelKey) -> Int {
      if let place = models.firstIndex(of: key) { return place }
      models.append(key)
      seeds.append([AnyHashable(key), state, settings.uncertainBelow ?? -1].hashValue)
      return models.count - 1
    }
    // Most often one model reads all.
    let isAlone = settings.models.isEmpty
    if isAlone { _ = place(of: ModelKey(settings, for: "")) }
    var places: [UInt8] = []
    let fingerprints = found.reviews.map { review in
      if isAlone, review.notation == .verbatim { return TextFingerprint(bytes[review.range], seed: seeds[0]) }
      let text = review.text(in: bytes).string
      let place = isAlone ? 0 : place(of: ModelKey(settings, for: text))
      if !isAlone { places.append(UInt8(clamping: place)) }
      return TextFingerprint(Array(text.utf8)[...], seed: seeds[place])
    }
    (isIncluded, isTooLarge, self.found) = (true, false, found)
    (self.fingerprints, self.models, self.places) = (fingerprints, models, places)
  }
}

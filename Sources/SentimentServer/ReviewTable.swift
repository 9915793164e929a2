public import Reviews
import SentimentAnalysis

/// The model that reads a text, and what it is told of its labels.
public struct ModelKey: Sendable, Hashable {
  /// A folder, or a name in the Hugging Face cache; nil means the built-in one.
  public var name: String?
  /// The sides that labels stand on where their wording does not say it.
  public var polarities: [String: Polarity]

  /// The model that settings give a text.
  init(_ settings: Settings, for text: String) {
    name = settings.modelName(for: text)
    polarities = settings.polarities
  }

  /// Those that settings give any text.
  static func all(of settings: Settings) -> [ModelKey] {
    ([settings.model] + settings.models.values.map(Optional.some)).map { name in
      var key = ModelKey(settings, for: "")
      key.name = name
      return key
    }
  }
}

/// The reviews of one edition of a document, with what each is read by.
struct ReviewTable: Sendable {
  /// Which state of the document's text and settings this is.
  let edition: Int
  /// Whether the document is of a kind that is read.
  let isIncluded: Bool
  /// Whether it would be, were it smaller.
  let isTooLarge: Bool
  let found: DocumentReviews
  /// One a review, in their order.
  let fingerprints: [TextFingerprint]
  /// The models that the reviews are read by, and of each review the place of its own.
  let models: [ModelKey]
  private let places: [UInt8]

  var reviews: [Review] { found.reviews }

  func model(ofReview index: Int) -> ModelKey { models[places.isEmpty ? 0 : Int(places[index])] }

  /// That of a document which is not read; without an edition, before any is found.
  init(edition: Int = -1, isTooLarge: Bool = false) {
    (self.edition, isIncluded, self.isTooLarge) = (edition, false, isTooLarge)
    (found, fingerprints, models, places) = (DocumentReviews(of: [], format: .plaintext), [], [], [])
  }

  /// Finds the reviews of an edition.
  ///
  /// - Parameter generation: of the models: verdicts of one do not count for another.
  init(_ document: Edition, generation: Int) {
    let (bytes, settings) = (document.bytes, document.settings)
    let format = settings.format ?? DocumentFormat(languageID: document.languageID, path: document.path, content: bytes)
    guard let format, settings.isIncluded(document.path, format) else {
      self.init(edition: document.number)
      return
    }
    if bytes.count > Self.mostBytes {
      self.init(edition: document.number, isTooLarge: true)
    } else {
      self.init(document, DocumentReviews(of: bytes, format: format, settings.rules), generation)
    }
  }

  private init(_ document: Edition, _ found: DocumentReviews, _ generation: Int) {
    let (bytes, settings) = (document.bytes, document.settings)
    var (models, seeds): ([ModelKey], [Int]) = ([], [])
    func place(of key: ModelKey) -> Int {
      if let place = models.firstIndex(of: key) { return place }
      models.append(key)
      seeds.append([AnyHashable(key), generation, document.rechecks, settings.uncertainBelow ?? -1].hashValue)
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
    (edition, isIncluded, isTooLarge, self.found) = (document.number, true, false, found)
    (self.fingerprints, self.models, self.places) = (fingerprints, models, places)
  }

  /// Larger documents are left alone.
  static let mostBytes = 32 << 20
}

/// What is needed to find the reviews of one state of a document.
struct Edition: Sendable {
  let number: Int
  let bytes: [UInt8]
  let languageID: String
  let path: String?
  let settings: Settings
  /// What the models said before it was read anew so often does not count.
  let rechecks: Int
}

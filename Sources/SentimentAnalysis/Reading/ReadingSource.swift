public import Files
public import Reviews

/// A document to find reviews in: an editor's buffer or a file.
public struct ReadingSource: Sendable {
  /// The content, in valid UTF-8.
  public var bytes: [UInt8]
  /// The path of the file; nil for an unsaved buffer or standard input.
  public var path: FilePath?
  /// The LSP language identifier; nil if there is no editor.
  public var languageID: String?
  /// The document's settings, patterns applied.
  public var settings: Settings
  /// The `ignore` patterns of the workspace, which share their time.
  public var patterns = IgnorePatterns()
  /// Whether reviews are found in a plain text that does not look like reviews: the user named the file.
  public var readsAnyText = false
  /// Whether a model is the built-in one.
  public var isBuiltIn: @Sendable (ModelKey) -> Bool = { $0.isBuiltIn }

  /// A document with its settings.
  public init(bytes: [UInt8], path: FilePath?, languageID: String? = nil, settings: Settings) {
    (self.bytes, self.path, self.languageID, self.settings) = (bytes, path, languageID, settings)
  }

  /// The settings for finding its reviews.
  var rules: ReviewRules {
    var rules = settings.rules
    rules.textCheck = textCheck
    return rules
  }

  private var textCheck: ReviewRules.TextCheck {
    if readsAnyText || settings.format != nil { return .none }
    if let name = path?.stem, FileNames.nameReviews(name) { return .prose }
    // The languages of other models are not known here.
    return ModelKey.all(of: settings).allSatisfy(isBuiltIn) ? .opinions : .prose
  }

  /// The format of the document; nil if the editor's language is not supported.
  public var format: DocumentFormat? {
    settings.format ?? DocumentFormat(languageID: languageID, path: path?.string, content: bytes)
  }
}

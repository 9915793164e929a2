public import Files
public import Reviews

/// What is read for its reviews: a document as an editor has it, or a file.
public struct ReadingSource: Sendable {
  /// Valid UTF-8.
  public var bytes: [UInt8]
  /// Where it lies, if it is a file.
  public var path: FilePath?
  /// What LSP calls its language; nil where nobody says.
  public var languageID: String?
  /// What holds for it.
  public var settings: Settings

  /// A document.
  public init(bytes: [UInt8], path: FilePath?, languageID: String? = nil, settings: Settings) {
    (self.bytes, self.path, self.languageID, self.settings) = (bytes, path, languageID, settings)
  }

  /// How it is written; nil where an editor says that it is none of the formats that hold reviews.
  public var format: DocumentFormat? {
    settings.format ?? DocumentFormat(languageID: languageID, path: path?.string, content: bytes)
  }
}

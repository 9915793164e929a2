/// The place of a review in a document.
public struct Review: Sendable, Hashable {
  /// UTF-8 offsets into the document, without quotes and surrounding white space.
  public var range: Range<Int>
  /// The encoding of the review's text in the document.
  public var notation: Notation

  /// The encoding of a text in a document.
  public enum Notation: Sendable, Hashable {
    /// The text itself.
    case verbatim
    /// A quoted CSV field, where `""` means `"`.
    case doubledQuotes
    /// A JSON string with escapes: `\n`, `\u00e9` ….
    case jsonEscapes
    /// Several pieces, as UTF-8 ranges of the document. Markup between them, such as link targets, is left out.
    case pieces([Range<Int>])
  }

  /// A review at a range of a document.
  public init(range: Range<Int>, notation: Notation = .verbatim) {
    self.range = range
    self.notation = notation
  }

  /// The decoded text, with the document range of each part. `document` is the document in which the review was found.
  public func text(in document: [UInt8]) -> ReviewText { ReviewText(self, document) }
}

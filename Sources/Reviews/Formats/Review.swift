/// A piece of a document that is read as one review.
public struct Review: Sendable, Hashable {
  /// UTF-8 offsets into the document, without quotes and the white space around.
  public var range: Range<Int>
  /// How the document writes what is read.
  public var notation: Notation

  /// How a document writes a text.
  public enum Notation: Sendable, Hashable {
    /// As it is.
    case verbatim
    /// Between the quotes of CSV: `""` stands for `"`.
    case doubledQuotes
    /// Between the quotes of JSON: `\n`, `\u00e9` ….
    case jsonEscapes
    /// In pieces, between which stands what is not read, such as the targets of links: UTF-8 ranges of the document.
    case pieces([Range<Int>])
  }

  /// A review of a document.
  public init(range: Range<Int>, notation: Notation = .verbatim) {
    self.range = range
    self.notation = notation
  }

  /// What is read, and where each part of it stands. `document` is the one that the review was found in.
  public func text(in document: [UInt8]) -> ReviewText { ReviewText(self, document) }
}

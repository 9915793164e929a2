/// What settings say of how the reviews in a document are found.
public struct ReadingRules: Sendable, Hashable {
  /// How plain text is cut into reviews.
  public enum Split: String, Sendable, Hashable, CaseIterable {
    /// A review is a line, or a paragraph where the lines are hard-wrapped prose.
    case auto
    case line, paragraph, whole
  }

  /// How plain text is cut into reviews.
  public var split = Split.auto
  /// The columns of tables, by name or by number from 1, and the keys of objects, that hold reviews; none finds them by
  /// common names, in tables without one by their content.
  public var columns: [String] = []
  /// Fragments of fewer words are left alone; two ideographs count as one word.
  public var minimumLength = 2
  /// Regular expressions: a review in which one matches is left alone.
  public var ignore: [String] = []

  /// The defaults.
  public init() {}
}

/// The settings for finding the reviews of a document.
public struct ReviewRules: Sendable, Hashable {
  /// The unit of plain text that is one review.
  public enum Split: String, Sendable, Hashable, CaseIterable {
    /// A line, or a paragraph if the lines are hard-wrapped prose.
    case auto
    case line, paragraph, whole
  }

  /// What a plain text must look like for its reviews to be found.
  public enum TextCheck: Sendable, Hashable {
    /// Anything: the user named the file, or gave it a format.
    case none
    /// Prose, not code, a list of words or a licence.
    case prose
    /// Prose with opinions or ratings in English or Chinese.
    case opinions
  }

  /// What a plain text must look like.
  public var textCheck = TextCheck.none
  /// The unit of plain text that is one review.
  public var split = Split.auto
  /// The names or 1-based numbers of table columns, and the names of JSON keys, that contain reviews. If empty, common names are
  /// searched; in a table without a common name, the column with the most prose is used.
  public var columns: [String] = []
  /// The minimum number of words of a review; two ideographs count as one word.
  public var minimumLength = 2
  /// Regular expressions. Reviews in which one matches are ignored.
  public var ignore: [String] = []

  /// The reviews that ignore files list.
  public var ignoredReviews = IgnoredReviews()

  /// The defaults.
  public init() {}
}

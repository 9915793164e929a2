import SentimentAnalysis

/// Short and long texts are read side by side, a batch each: a long text is cut into tokens and its words are found while short
/// ones have the models, which it takes only for its pass.
enum ReadingLane: Sendable, CaseIterable {
  case short, long

  /// That of a text of so many bytes.
  init(bytes: Int) { self = bytes > TextEncoder.longText ? .long : .short }
}

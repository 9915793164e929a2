/// Short and long texts have separate batches. A long text is tokenized while the models read short ones; it occupies a model
/// only for its own pass.
public enum ReadingLane: Sendable, CaseIterable {
  case short, long

  /// That of a text of so many bytes.
  public init(bytes: Int) { self = bytes > TextEncoder.longText ? .long : .short }
}

/// What is wrong with the data, the options or the training: a sentence with the place and what to do.
public struct TrainingError: Error, CustomStringConvertible, Sendable, Hashable {
  /// The sentence.
  public var description: String
  init(_ description: String) { self.description = description }
}

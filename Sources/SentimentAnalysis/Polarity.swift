/// The side a label stands on, which decides severity, colour and exit code.
public enum Polarity: String, Sendable, Hashable {
  case negative, positive

  /// Reads the wording of a label; nil where it says neither, so that nothing is guessed.
  public init?(label: String) {
    self.init(rawValue: label.lowercased())
  }
}

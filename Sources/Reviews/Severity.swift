/// How loudly a finding is shown.
public enum Severity: String, Sendable, Hashable, CaseIterable {
  /// Worse than what one can leave.
  case error
  /// Something is wrong.
  case warning
  /// Something is worth knowing.
  case information
  /// Hardly worth a mark.
  case hint
}

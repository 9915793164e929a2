/// How loudly a finding is shown.
public enum Severity: String, Sendable, Hashable, CaseIterable {
  case error, warning, information, hint
}

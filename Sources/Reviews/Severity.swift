/// The severity of a finding, as editors and linters name it.
public enum Severity: String, Sendable, Hashable, CaseIterable {
  case error, warning, information, hint
}

/// A remark on a part of a document.
public struct Diagnostic: Encodable, Hashable, Sendable {
  /// How loudly a remark is shown.
  public enum Severity: Int, Encodable, Sendable {
    case warning = 2
    case information = 3
  }

  /// What the remark is about.
  public var range: PositionRange
  /// How loudly it is shown.
  public var severity: Severity
  /// What sort of remark it is.
  public var code: String
  /// Who makes it.
  public var source: String
  /// The remark.
  public var message: String

  /// A remark on `range`.
  public init(range: PositionRange, severity: Severity, code: String, source: String, message: String) {
    self.range = range
    self.severity = severity
    self.code = code
    self.source = source
    self.message = message
  }
}

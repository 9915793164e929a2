/// `textDocument/publishDiagnostics`: all remarks on a document, in place of those sent before.
public struct PublishDiagnosticsNotification: ServerNotification {
  /// The method's name on the wire.
  public static let method = "textDocument/publishDiagnostics"

  /// The document, by the client's name.
  public var uri: String
  /// The version that was read; nil where no text was read.
  public var version: Int?
  /// The remarks.
  public var diagnostics: [Diagnostic]

  /// All remarks on one version of a document.
  public init(uri: String, version: Int?, diagnostics: [Diagnostic]) {
    self.uri = uri
    self.version = version
    self.diagnostics = diagnostics
  }
}

public import JSON

/// `textDocument/publishDiagnostics`: all remarks on a document, in place of those sent before.
public struct PublishDiagnosticsNotification: JSONWritable {
  /// The method's name on the wire.
  public static let method = "textDocument/publishDiagnostics"

  /// The document, by the client's name.
  public var uri: String
  /// The version that was read; nil where no text was read.
  public var version: Int?
  /// The remarks, an array of `Diagnostic`.
  public var diagnostics: JSONText

  /// All remarks on one version of a document.
  public init(uri: String, version: Int?, diagnostics: JSONText) {
    self.uri = uri
    self.version = version
    self.diagnostics = diagnostics
  }
}

extension PublishDiagnosticsNotification {
  /// Writes the parameters.
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("uri")
    writer.string(uri)
    if let version {
      writer.key("version")
      writer.integer(version)
    }
    writer.key("diagnostics")
    diagnostics.write(to: &writer)
    writer.endObject()
  }
}

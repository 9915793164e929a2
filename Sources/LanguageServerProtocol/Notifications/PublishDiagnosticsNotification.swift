package import JSON

/// `textDocument/publishDiagnostics`: all diagnostics of a document, replacing the previous ones.
package struct PublishDiagnosticsNotification: JSONWritable {
  package static let method = "textDocument/publishDiagnostics"

  package var uri: String
  /// The analysed version; nil without one.
  package var version: Int?
  /// An array of `Diagnostic`.
  package var diagnostics: JSONText

  package init(uri: String, version: Int?, diagnostics: JSONText) {
    self.uri = uri
    self.version = version
    self.diagnostics = diagnostics
  }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("uri", uri)
    writer.member("version", version)
    writer.member("diagnostics", diagnostics)
    writer.endObject()
  }
}

package import JSON

/// `textDocument/publishDiagnostics`: all remarks on a document, in place of those sent before.
package struct PublishDiagnosticsNotification: JSONWritable {
  package static let method = "textDocument/publishDiagnostics"

  package var uri: String
  /// The version that was read; nil where no text was read.
  package var version: Int?
  /// The remarks, an array of `Diagnostic`.
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

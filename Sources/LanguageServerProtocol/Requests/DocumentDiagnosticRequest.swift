package import JSON

/// `textDocument/diagnostic`: requests the diagnostics of a document.
package struct DocumentDiagnosticRequest: MessageParameters {
  package static let method = "textDocument/diagnostic"

  package var textDocument: TextDocumentIdentifier
  /// The `resultId` of the previous report.
  package var previousResultId: String?
}

/// The diagnostics of a document: the result of `textDocument/diagnostic`, or an item of `workspace/diagnostic`, whose
/// documents are not open and have no version.
package struct DocumentDiagnosticReport: JSONWritable {
  /// The document, in `workspace/diagnostic`; nil in `textDocument/diagnostic`.
  package var uri: String?
  package var resultId: String
  /// An array of `Diagnostic`; nil if nothing changed since the report with this `resultId`.
  package var items: JSONText?

  package init(uri: String? = nil, resultId: String, items: JSONText?) {
    (self.uri, self.resultId, self.items) = (uri, resultId, items)
  }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("kind", items == nil ? "unchanged" : "full")
    writer.member("uri", uri)
    if uri != nil { writer.member("version", JSONValue.null) }
    writer.member("resultId", resultId)
    writer.member("items", items)
    writer.endObject()
  }
}

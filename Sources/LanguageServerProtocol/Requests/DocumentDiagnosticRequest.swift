package import JSON

/// `textDocument/diagnostic`: what is to be remarked on a document?
package struct DocumentDiagnosticRequest: MessageParameters {
  package static let method = "textDocument/diagnostic"

  package var textDocument: TextDocumentIdentifier
  /// The `resultId` of the last answer.
  package var previousResultId: String?
}

/// The diagnostics of a document: the answer to `textDocument/diagnostic`, or one part of the answer to
/// `workspace/diagnostic`. There the document is not open, so it has no version.
package struct DocumentDiagnosticReport: JSONWritable {
  /// The document of a workspace; nil where the request names it.
  package var uri: String?
  package var resultId: String
  /// An array of `Diagnostic`; nil where nothing changed since the answer with this `resultId`.
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

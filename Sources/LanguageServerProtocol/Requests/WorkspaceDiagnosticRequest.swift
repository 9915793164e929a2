package import JSON

/// `workspace/diagnostic`: requests the diagnostics of all documents that are not open.
package struct WorkspaceDiagnosticRequest: MessageParameters {
  package static let method = "workspace/diagnostic"

  /// The client's previous report on a document.
  package struct PreviousResultId: Decodable, Sendable {
    package var uri: String
    /// The `resultId` of the report.
    package var value: String
  }

  package var previousResultIds: [PreviousResultId]
  /// The token for partial results, a string or an integer.
  package var partialResultToken: JSONValue?
}

/// The result of `workspace/diagnostic`, or a part of it.
package struct WorkspaceDiagnosticReport: JSONWritable {
  package var items: [DocumentDiagnosticReport]

  package init(_ items: [DocumentDiagnosticReport]) { self.items = items }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("items", items)
    writer.endObject()
  }
}

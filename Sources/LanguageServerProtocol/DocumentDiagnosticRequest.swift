public import JSON

/// `textDocument/diagnostic`: what is to be remarked on a document?
public struct DocumentDiagnosticRequest: MessageParameters {
  /// The method's name on the wire.
  public static let method = "textDocument/diagnostic"

  /// The document.
  public var textDocument: TextDocumentIdentifier
  /// The `resultId` of the last answer.
  public var previousResultId: String?
}

/// The answer to `textDocument/diagnostic`: the specification's `FullDocumentDiagnosticReport` or
/// `UnchangedDocumentDiagnosticReport`.
public enum DocumentDiagnosticReport: JSONWritable {
  /// All remarks, an array of `Diagnostic`.
  case full(resultId: String, items: JSONText)
  /// The same as in the answer that had this `resultId`.
  case unchanged(resultId: String)

  /// Writes the report.
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("kind")
    switch self {
    case .full(let resultId, let items):
      writer.string("full")
      writer.key("resultId")
      writer.string(resultId)
      writer.key("items")
      items.write(to: &writer)
    case .unchanged(let resultId):
      writer.string("unchanged")
      writer.key("resultId")
      writer.string(resultId)
    }
    writer.endObject()
  }
}

/// `workspace/diagnostic/refresh`: the client should ask again for the remarks on all documents.
public enum DiagnosticRefreshRequest {
  /// The method's name on the wire.
  public static let method = "workspace/diagnostic/refresh"
}

public import JSON

/// `workspace/diagnostic`: what is to be remarked on documents that are not open?
public struct WorkspaceDiagnosticRequest: MessageParameters {
  /// The method's name on the wire.
  public static let method = "workspace/diagnostic"

  /// What the client was answered last about a document.
  public struct PreviousResultId: Decodable, Sendable {
    /// The document.
    public var uri: String
    /// The `resultId` of that answer.
    public var value: String
  }

  /// What the client was answered last.
  public var previousResultIds: [PreviousResultId]
  /// Names the progress in which parts of the answer may come before the rest: text or a whole number.
  public var partialResultToken: JSONValue?
}

/// What is to be remarked on one document of a workspace: the specification's `WorkspaceFullDocumentDiagnosticReport` or
/// `WorkspaceUnchangedDocumentDiagnosticReport`, of a document that is not open and so has no version.
public struct WorkspaceDocumentDiagnosticReport: JSONWritable {
  /// The document.
  public var uri: String
  /// Names this answer.
  public var resultId: String
  /// All remarks, an array of `Diagnostic`; nil where they are those of the answer before.
  public var items: JSONText?

  /// Remarks on a document.
  public init(uri: String, resultId: String, items: JSONText?) {
    (self.uri, self.resultId, self.items) = (uri, resultId, items)
  }

  /// Writes the report.
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("kind")
    writer.string(items == nil ? "unchanged" : "full")
    writer.key("uri")
    writer.string(uri)
    writer.key("version")
    writer.value(.null)
    writer.key("resultId")
    writer.string(resultId)
    if let items {
      writer.key("items")
      items.write(to: &writer)
    }
    writer.endObject()
  }
}

/// The answer to `workspace/diagnostic`, or a part of it.
public struct WorkspaceDiagnosticReport: JSONWritable {
  /// One a document.
  public var items: [WorkspaceDocumentDiagnosticReport]

  /// Remarks on these documents.
  public init(_ items: [WorkspaceDocumentDiagnosticReport]) { self.items = items }

  /// Writes the report.
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("items")
    writer.array(items)
    writer.endObject()
  }
}

/// `$/progress` with a part of an answer.
public struct PartialResultNotification: JSONWritable {
  /// The method's name on the wire.
  public static let method = "$/progress"

  /// Names the progress.
  public var token: JSONValue
  /// The part.
  public var value: WorkspaceDiagnosticReport

  /// A part of an answer.
  public init(token: JSONValue, value: WorkspaceDiagnosticReport) { (self.token, self.value) = (token, value) }

  /// Writes the part under the token.
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("token")
    writer.value(token)
    writer.key("value")
    value.write(to: &writer)
    writer.endObject()
  }
}

package import JSON

/// `workspace/diagnostic`: what is to be remarked on documents that are not open?
package struct WorkspaceDiagnosticRequest: MessageParameters {
  package static let method = "workspace/diagnostic"

  /// What the client was answered last about a document.
  package struct PreviousResultId: Decodable, Sendable {
    package var uri: String
    /// The `resultId` of that answer.
    package var value: String
  }

  package var previousResultIds: [PreviousResultId]
  /// Names the progress in which parts of the answer may come before the rest: text or a whole number.
  package var partialResultToken: JSONValue?
}

/// The answer to `workspace/diagnostic`, or a part of it.
package struct WorkspaceDiagnosticReport: JSONWritable {
  package var items: [DocumentDiagnosticReport]

  package init(_ items: [DocumentDiagnosticReport]) { self.items = items }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("items", items)
    writer.endObject()
  }
}

/// `$/progress` with a part of an answer.
package struct PartialResultNotification: JSONWritable {
  package static let method = "$/progress"

  package var token: JSONValue
  package var value: WorkspaceDiagnosticReport

  package init(token: JSONValue, value: WorkspaceDiagnosticReport) { (self.token, self.value) = (token, value) }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("token", token)
    writer.member("value", value)
    writer.endObject()
  }
}

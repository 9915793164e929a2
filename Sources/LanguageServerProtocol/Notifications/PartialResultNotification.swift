package import JSON

/// `$/progress`: a part of a result of `workspace/diagnostic`.
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

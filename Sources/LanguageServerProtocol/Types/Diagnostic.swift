package import JSON

/// A diagnostic of a range of a document.
package struct Diagnostic: JSONWritable, Hashable {
  package enum Severity: Int, Sendable {
    case error = 1
    case warning = 2
    case information = 3
    case hint = 4
  }

  /// A location related to a diagnostic, with a message.
  package struct RelatedInformation: JSONWritable, Hashable {
    package var location: Location
    package var message: String

    package init(location: Location, message: String) {
      self.location = location
      self.message = message
    }

    package func write(to writer: inout JSONWriter) {
      writer.beginObject()
      writer.member("location", location)
      writer.member("message", message)
      writer.endObject()
    }
  }

  package var range: PositionRange
  package var severity: Severity
  package var code: String
  package var source = "sentiment"
  package var message: String
  /// The locations of its causes; nil if the client does not support them.
  package var relatedInformation: [RelatedInformation]?
  /// Data that the client returns in requests about the diagnostic.
  package var data: JSONValue

  package init(range: PositionRange, severity: Severity, code: String, message: String, data: JSONValue) {
    self.range = range
    self.severity = severity
    self.code = code
    self.message = message
    self.data = data
  }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("range", range)
    writer.member("severity", severity.rawValue)
    writer.member("code", code)
    writer.member("source", source)
    writer.member("message", message)
    writer.member("relatedInformation", relatedInformation)
    writer.member("data", data)
    writer.endObject()
  }
}

/// A range of a document.
package struct Location: JSONWritable, Encodable, Hashable {
  package var uri: String
  package var range: PositionRange

  package init(uri: String, range: PositionRange) {
    self.uri = uri
    self.range = range
  }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("uri", uri)
    writer.member("range", range)
    writer.endObject()
  }
}

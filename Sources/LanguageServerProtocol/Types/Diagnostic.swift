package import JSON

/// A remark on a part of a document.
package struct Diagnostic: JSONWritable, Hashable {
  /// How loudly a remark is shown.
  package enum Severity: Int, Sendable {
    case error = 1
    case warning = 2
    case information = 3
    case hint = 4
  }

  /// A place with something to say about the remark.
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
  /// What led to it; nil where the client shows none.
  package var relatedInformation: [RelatedInformation]?
  /// What the client gives back when it asks about the remark.
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

/// A part of a document.
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

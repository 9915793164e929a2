public import JSON

/// A remark on a part of a document.
public struct Diagnostic: JSONWritable, Hashable {
  /// How loudly a remark is shown.
  public enum Severity: Int, Sendable {
    case error = 1
    case warning = 2
    case information = 3
    case hint = 4
  }

  /// A place with something to say about the remark.
  public struct RelatedInformation: JSONWritable, Hashable {
    /// The place.
    public var location: Location
    /// What is to be said.
    public var message: String

    /// Something to say about a place.
    public init(location: Location, message: String) {
      self.location = location
      self.message = message
    }
  }

  /// What the remark is about.
  public var range: PositionRange
  /// How loudly it is shown.
  public var severity: Severity
  /// What sort of remark it is.
  public var code: String
  /// Who makes it.
  public var source = "sentiment"
  /// The remark.
  public var message: String
  /// What led to it; nil where the client shows none.
  public var relatedInformation: [RelatedInformation]?
  /// What the client gives back when it asks about the remark.
  public var data: JSONValue?

  /// A remark on `range`.
  public init(
    range: PositionRange, severity: Severity, code: String, message: String,
    relatedInformation: [RelatedInformation]? = nil, data: JSONValue? = nil
  ) {
    self.range = range
    self.severity = severity
    self.code = code
    self.message = message
    self.relatedInformation = relatedInformation
    self.data = data
  }
}

/// A part of a document.
public struct Location: JSONWritable, Encodable, Hashable {
  /// The document, by the client's name.
  public var uri: String
  /// The part.
  public var range: PositionRange

  /// A part of a document.
  public init(uri: String, range: PositionRange) {
    self.uri = uri
    self.range = range
  }
}

extension Diagnostic {
  /// Writes the remark.
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("range")
    range.write(to: &writer)
    writer.key("severity")
    writer.integer(severity.rawValue)
    writer.key("code")
    writer.string(code)
    writer.key("source")
    writer.string(source)
    writer.key("message")
    writer.string(message)
    if let relatedInformation {
      writer.key("relatedInformation")
      writer.array(relatedInformation)
    }
    if let data {
      writer.key("data")
      writer.value(data)
    }
    writer.endObject()
  }
}

extension Diagnostic.RelatedInformation {
  /// Writes the place and what is said.
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("location")
    location.write(to: &writer)
    writer.key("message")
    writer.string(message)
    writer.endObject()
  }
}

extension Location {
  /// Writes the place.
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("uri")
    writer.string(uri)
    writer.key("range")
    range.write(to: &writer)
    writer.endObject()
  }
}

extension JSONWriter {
  /// An array of values.
  mutating func array(_ elements: [some JSONWritable]) {
    beginArray()
    for element in elements { element.write(to: &self) }
    endArray()
  }
}

package import JSON

/// A value that writes itself as JSON text without a `JSONValue`, because it may be very large.
package protocol JSONWritable: Sendable {
  func write(to writer: inout JSONWriter)
}

extension JSONWritable {
  /// The value as JSON text.
  package var text: [UInt8] {
    var writer = JSONWriter()
    write(to: &writer)
    return writer.bytes
  }
}

/// A value that is already JSON text.
package struct JSONText: JSONWritable {
  package var bytes: [UInt8]
  package init(_ bytes: [UInt8]) { self.bytes = bytes }
  package func write(to writer: inout JSONWriter) { writer.text(bytes) }
}

extension JSONWriter {
  /// Writes a member of an object; writes nothing for nil.
  mutating func member(_ key: String, _ value: (some JSONWritable)?) {
    guard let value else { return }
    self.key(key)
    value.write(to: &self)
  }
}

extension String: JSONWritable {
  package func write(to writer: inout JSONWriter) { writer.string(self) }
}

extension Int: JSONWritable {
  package func write(to writer: inout JSONWriter) { writer.integer(self) }
}

extension JSONValue: JSONWritable {
  package func write(to writer: inout JSONWriter) { writer.value(self) }
}

extension Array: JSONWritable where Element: JSONWritable {
  package func write(to writer: inout JSONWriter) {
    writer.beginArray()
    for element in self { element.write(to: &writer) }
    writer.endArray()
  }
}

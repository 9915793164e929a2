package import JSON

/// A position between two characters of a document.
package struct Position: Codable, JSONWritable, Hashable {
  /// Counted from zero.
  package var line: Int
  /// Counted from zero in the units of the negotiated `PositionEncoding`.
  package var character: Int

  package init(line: Int, character: Int) {
    self.line = line
    self.character = character
  }

  /// Decodes any numbers; clamps those outside every document to other values outside every document.
  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    func number(_ key: CodingKeys) throws -> Int {
      Int(max(-1, min(try fields.decode(Double.self, forKey: key), Double(Int32.max))))
    }
    line = try number(.line)
    character = try number(.character)
  }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("line", line)
    writer.member("character", character)
    writer.endObject()
  }
}

/// A range of a document, without its end.
package struct PositionRange: Codable, JSONWritable, Hashable {
  package var start: Position
  package var end: Position

  package init(start: Position, end: Position) {
    self.start = start
    self.end = end
  }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("start", start)
    writer.member("end", end)
    writer.endObject()
  }
}

/// The unit in which `Position.character` counts.
package enum PositionEncoding: String, Sendable, CaseIterable {
  case utf8 = "utf-8"
  case utf16 = "utf-16"
  case utf32 = "utf-32"
}

public import JSON

/// A place between two characters of a document.
public struct Position: Codable, Hashable, Sendable {
  /// Counted from zero.
  public var line: Int
  /// Counted from zero in the units of the negotiated `PositionEncoding`.
  public var character: Int

  /// A place in a line.
  public init(line: Int, character: Int) {
    self.line = line
    self.character = character
  }

  /// Reads any numbers; those that no document reaches become some that none reaches either.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    func number(_ key: CodingKeys) throws -> Int {
      Int(max(-1, min(try fields.decode(Double.self, forKey: key), Double(Int32.max))))
    }
    line = try number(.line)
    character = try number(.character)
  }
}

/// A part of a document, from one place up to, not including, another.
public struct PositionRange: Codable, Hashable, Sendable {
  /// The first place.
  public var start: Position
  /// The place behind the last.
  public var end: Position

  /// The part between two places.
  public init(start: Position, end: Position) {
    self.start = start
    self.end = end
  }
}

extension PositionRange: JSONWritable {
  /// Writes both places.
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("start")
    start.write(to: &writer)
    writer.key("end")
    end.write(to: &writer)
    writer.endObject()
  }
}

extension Position: JSONWritable {
  /// Writes line and character.
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("line")
    writer.integer(line)
    writer.key("character")
    writer.integer(character)
    writer.endObject()
  }
}

/// The unit in which `Position.character` counts.
public enum PositionEncoding: String, Sendable, CaseIterable {
  case utf8 = "utf-8"
  case utf16 = "utf-16"
  case utf32 = "utf-32"
}

public import JSON

/// The parameters of a message, read from what a client sent. Fields that the server does not need are left out.
public protocol MessageParameters: Decodable, Sendable {
  /// The method's name on the wire.
  static var method: String { get }
}

extension MessageParameters {
  /// Reads the parameters; absent ones and null stand for no fields. Throws `UnreadableParameters`.
  public init(params: JSONValue?) throws {
    let fields = params.flatMap { $0 == .null ? nil : $0 } ?? .object(JSONObject())
    do {
      self = try fields.decoded(as: Self.self)
    } catch let error as DecodingError {
      throw UnreadableParameters(description: error.sentence)
    }
  }
}

/// What is wrong with the parameters of a message, and where.
public struct UnreadableParameters: Error, CustomStringConvertible {
  /// `contentChanges[0].text: expected a string, found null`
  public var description: String
}

/// What is written as JSON text as it goes, for there may be very much of it.
public protocol JSONWritable: Sendable {
  /// Writes the value.
  func write(to writer: inout JSONWriter)
}

extension JSONWritable {
  /// The value as JSON text.
  public var text: [UInt8] {
    var writer = JSONWriter()
    write(to: &writer)
    return writer.bytes
  }
}

/// A value that is JSON text already.
public struct JSONText: JSONWritable {
  /// The text.
  public var bytes: [UInt8]
  /// A value of this text.
  public init(_ bytes: [UInt8]) { self.bytes = bytes }
  /// Writes the text as it is.
  public func write(to writer: inout JSONWriter) { writer.text(bytes) }
}

/// The parameters of a notification or a request that the server sends.
public protocol ServerMessage: Encodable, Sendable {
  /// The method's name on the wire.
  static var method: String { get }
}

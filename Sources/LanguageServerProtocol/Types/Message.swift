package import JSON

/// The parameters of a message from the client, without fields that the server does not need.
package protocol MessageParameters: Decodable, Sendable {
  static var method: String { get }
}

extension MessageParameters {
  /// Decodes the parameters; nil and null mean an empty object. Throws `InvalidParameters`.
  package init(params: JSONValue?) throws {
    let fields = params.flatMap { $0 == .null ? nil : $0 } ?? .object(JSONObject())
    do {
      self = try fields.decoded(as: Self.self)
    } catch let error as DecodingError {
      throw InvalidParameters(description: error.message)
    }
  }
}

/// An error in the parameters of a message, with its path.
package struct InvalidParameters: Error, CustomStringConvertible {
  /// `contentChanges[0].text: expected a string, found null`
  package var description: String
}

/// The parameters of a notification or request from the server.
package protocol ServerMessage: Encodable, Sendable {
  static var method: String { get }
}

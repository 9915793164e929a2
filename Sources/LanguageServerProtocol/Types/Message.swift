package import JSON

/// The parameters of a message, read from what a client sent. Fields that the server does not need are left out.
package protocol MessageParameters: Decodable, Sendable {
  static var method: String { get }
}

extension MessageParameters {
  /// Reads the parameters; absent ones and null stand for no fields. Throws `UnreadableParameters`.
  package init(params: JSONValue?) throws {
    let fields = params.flatMap { $0 == .null ? nil : $0 } ?? .object(JSONObject())
    do {
      self = try fields.decoded(as: Self.self)
    } catch let error as DecodingError {
      throw UnreadableParameters(description: error.sentence)
    }
  }
}

/// What is wrong with the parameters of a message, and where.
package struct UnreadableParameters: Error, CustomStringConvertible {
  /// `contentChanges[0].text: expected a string, found null`
  package var description: String
}

/// The parameters of a notification or a request that the server sends.
package protocol ServerMessage: Encodable, Sendable {
  static var method: String { get }
}

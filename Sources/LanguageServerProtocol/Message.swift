public import JSON

/// The parameters of a message, read from what a client sent. Fields that the server does not need are left out.
public protocol MessageParameters: Decodable, Sendable {
  /// The method's name on the wire.
  static var method: String { get }
}

extension MessageParameters {
  /// Reads the parameters; absent ones and null stand for no fields.
  public init(params: JSONValue?) throws {
    let fields = params.flatMap { $0 == .null ? nil : $0 } ?? .object(JSONObject())
    self = try fields.decoded(as: Self.self)
  }
}

/// The parameters of a notification that the server sends.
public protocol ServerNotification: Encodable, Sendable {
  /// The method's name on the wire.
  static var method: String { get }
}

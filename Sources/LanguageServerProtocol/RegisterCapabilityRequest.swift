public import JSON

/// `client/registerCapability`: the server wants to be told of something.
public struct RegisterCapabilityRequest: ServerMessage {
  /// The method's name on the wire.
  public static let method = "client/registerCapability"

  /// One thing that the server wants to be told of.
  public struct Registration: Encodable, Sendable {
    /// Names the registration.
    public var id: String
    /// The method of the notification.
    public var method: String
    /// What exactly it wants to be told of.
    public var registerOptions: JSONValue
  }

  /// What the server wants to be told of.
  public var registrations: [Registration] = []

  /// Nothing yet.
  public init() {}

  /// Adds a method.
  public mutating func add(_ method: String, _ options: JSONValue) {
    registrations.append(Registration(id: method, method: method, registerOptions: options))
  }
}

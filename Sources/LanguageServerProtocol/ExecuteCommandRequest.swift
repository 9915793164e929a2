public import JSON

/// `workspace/executeCommand`: do something that the user has chosen.
public struct ExecuteCommandRequest: MessageParameters {
  /// The method's name on the wire.
  public static let method = "workspace/executeCommand"

  /// The command's name.
  public var command: String
  /// What it is executed with.
  public var arguments: [JSONValue]?
}

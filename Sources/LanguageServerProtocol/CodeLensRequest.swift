public import JSON

/// `textDocument/codeLens`: which commands are to stand above the lines of a document?
public struct CodeLensRequest: MessageParameters {
  /// The method's name on the wire.
  public static let method = "textDocument/codeLens"

  /// The document.
  public var textDocument: TextDocumentIdentifier
}

/// A command that stands above a line.
public struct CodeLens: Encodable, Sendable {
  /// The line.
  public var range: PositionRange
  /// The command.
  public var command: Command

  /// A command above a line.
  public init(range: PositionRange, command: Command) {
    self.range = range
    self.command = command
  }
}

/// What a client can have executed, as it is offered to the user.
public struct Command: Encodable, Sendable {
  /// What the user reads.
  public var title: String
  /// The command's name.
  public var command: String
  /// What it is executed with.
  public var arguments: [JSONValue]

  /// A command.
  public init(title: String, command: String, arguments: [JSONValue] = []) {
    self.title = title
    self.command = command
    self.arguments = arguments
  }
}

/// `workspace/codeLens/refresh`: the client should ask again for the commands above lines.
public enum CodeLensRefreshRequest {
  /// The method's name on the wire.
  public static let method = "workspace/codeLens/refresh"
}

package import JSON

/// `textDocument/codeLens`: which commands are to stand above the lines of a document?
package struct CodeLensRequest: MessageParameters {
  package static let method = "textDocument/codeLens"

  package var textDocument: TextDocumentIdentifier
}

/// A command that stands above a line.
package struct CodeLens: Encodable, Sendable {
  package var range: PositionRange
  package var command: Command

  package init(range: PositionRange, command: Command) {
    self.range = range
    self.command = command
  }
}

/// What a client can have executed, as it is offered to the user.
package struct Command: Encodable, Sendable {
  package var title: String
  package var command: String
  package var arguments: [JSONValue]

  package init(title: String, command: String, arguments: [JSONValue] = []) {
    self.title = title
    self.command = command
    self.arguments = arguments
  }
}

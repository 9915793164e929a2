package import JSON

/// `textDocument/codeLens`: the commands to show above lines of a document.
package struct CodeLensRequest: MessageParameters {
  package static let method = "textDocument/codeLens"

  package var textDocument: TextDocumentIdentifier
}

/// A command above a line.
package struct CodeLens: Encodable, Sendable {
  package var range: PositionRange
  package var command: Command

  package init(range: PositionRange, command: Command) {
    self.range = range
    self.command = command
  }
}

/// A command of the server, with the title that the user sees.
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

package import JSON

/// `workspace/executeCommand`: executes a command that the user chose.
package struct ExecuteCommandRequest: MessageParameters {
  package static let method = "workspace/executeCommand"

  package var command: String
  package var arguments: [JSONValue]?
}

package import JSON

/// `workspace/executeCommand`: do something that the user has chosen.
package struct ExecuteCommandRequest: MessageParameters {
  package static let method = "workspace/executeCommand"

  package var command: String
  package var arguments: [JSONValue]?
}

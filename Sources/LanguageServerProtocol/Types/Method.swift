/// The methods of messages that have no type: without parameters, or with few.
package enum Method {
  /// The client has read the answer to `initialize`.
  package static let initialized = "initialized"
  /// The client wants nothing more than `exit`.
  package static let shutdown = "shutdown"
  /// End the process, with code 0 after `shutdown` and 1 without.
  package static let exit = "exit"
  /// The answer to the request `id` is no longer wanted.
  package static let cancelRequest = "$/cancelRequest"
  /// Files that the server watches have changed. It looks for itself which.
  package static let didChangeWatchedFiles = "workspace/didChangeWatchedFiles"
  /// How is the server?
  package static let status = "sentiment/status"
  /// The server wants to be told of something.
  package static let registerCapability = "client/registerCapability"

  // The client should ask again for what it has of all documents.

  package static let diagnosticRefresh = "workspace/diagnostic/refresh"
  package static let semanticTokensRefresh = "workspace/semanticTokens/refresh"
  package static let inlayHintRefresh = "workspace/inlayHint/refresh"
  package static let codeLensRefresh = "workspace/codeLens/refresh"
}

/// The methods of messages without a type of their own, which have no or few parameters.
package enum Method {
  /// The client received the result of `initialize`.
  package static let initialized = "initialized"
  /// Ends the session; only `exit` follows.
  package static let shutdown = "shutdown"
  /// Ends the process, with code 0 after `shutdown`, otherwise 1.
  package static let exit = "exit"
  /// Cancels the request `id`.
  package static let cancelRequest = "$/cancelRequest"
  /// Watched files changed. The server itself finds out which.
  package static let didChangeWatchedFiles = "workspace/didChangeWatchedFiles"
  /// Requests the status of the server.
  package static let status = "sentiment/status"
  /// Registers a capability of the server.
  package static let registerCapability = "client/registerCapability"

  // Requests from the server to request everything again.

  package static let diagnosticRefresh = "workspace/diagnostic/refresh"
  package static let semanticTokensRefresh = "workspace/semanticTokens/refresh"
  package static let inlayHintRefresh = "workspace/inlayHint/refresh"
  package static let codeLensRefresh = "workspace/codeLens/refresh"
}

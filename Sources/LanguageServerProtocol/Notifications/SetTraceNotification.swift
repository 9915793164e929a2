/// `$/setTrace`: how much the server should tell of its work.
package struct SetTraceNotification: MessageParameters {
  package static let method = "$/setTrace"

  /// The name of a `TraceValue`.
  package var value: String
}

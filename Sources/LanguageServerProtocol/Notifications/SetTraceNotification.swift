/// `$/setTrace`: sets the level of the trace.
package struct SetTraceNotification: MessageParameters {
  package static let method = "$/setTrace"

  /// The name of a `TraceValue`.
  package var value: String
}

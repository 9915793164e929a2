/// The level of the trace, which reports the server's work.
package enum TraceValue: String, Sendable {
  case off, messages, verbose
}

/// How much the server tells of its work.
package enum TraceValue: String, Sendable {
  case off, messages, verbose
}

/// How messages are told apart in a stream of bytes.
public enum Framing: String, Sendable, CaseIterable {
  /// A header with the length in bytes before each message, as the Language Server Protocol has it.
  case lsp
  /// One message a line.
  case ndjson

  /// The longest message that is accepted, in bytes.
  public static let bodyLimit = 64 << 20
  /// The longest header that is accepted, in bytes.
  public static let headerLimit = 8 << 10

  /// The bytes of one message, complete, so that one write sends it.
  public func frame(_ body: some Collection<UInt8>) -> [UInt8] {
    switch self {
    case .lsp: Array("Content-Length: \(body.count)\r\n\r\n".utf8) + body
    case .ndjson: body + [UInt8(ascii: "\n")]
    }
  }
}

/// What a stream of bytes was cut into.
public enum Frame: Sendable, Hashable {
  /// The bytes of one message.
  case body([UInt8])
  /// Bytes that belong to no message, told in one sentence; reading goes on at the next message.
  case malformed(String)
}

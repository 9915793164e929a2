/// The format that separates messages in a stream of bytes.
public enum Framing: String, Sendable, CaseIterable {
  /// A header with the length in bytes before each message, as in the Language Server Protocol.
  case lsp
  /// One message a line.
  case ndjson

  /// The maximum length of a message in bytes.
  public static let bodyLimit = 64 << 20
  /// The maximum length of a header in bytes.
  public static let headerLimit = 8 << 10

  /// The complete bytes of one message, for a single write.
  public func frame(_ body: some Collection<UInt8>) -> [UInt8] {
    switch self {
    case .lsp: Array("Content-Length: \(body.count)\r\n\r\n".utf8) + body
    case .ndjson: body + [UInt8(ascii: "\n")]
    }
  }
}

/// A part of a stream of bytes.
public enum Frame: Sendable, Hashable {
  /// The bytes of one message.
  case body([UInt8])
  /// A message about bytes outside any frame; reading continues at the next frame.
  case malformed(String)
}

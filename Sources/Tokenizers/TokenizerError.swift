/// An error in a model folder's tokenizer files. The description names the file and the key, and says what to do.
public struct TokenizerError: Error, Hashable, CustomStringConvertible, Sendable {
  /// The message.
  public let description: String

  init(_ description: String) { self.description = description }
}

// Errors that several files share.
extension TokenizerError {
  init(_ source: String, lacksUnknownToken token: String) {
    self.init("\(source) lacks the unknown token '\(token)'; add it, or set unk_token to a token of the vocabulary")
  }

  /// Calls `body` and puts the source's name before the message of any error it throws.
  static func attributing<Value>(
    to source: @autoclosure () -> String, _ body: () throws -> Value
  ) throws(TokenizerError) -> Value {
    do { return try body() } catch { throw TokenizerError("\(source()) \(error)") }
  }

  /// Decodes a line of a file; throws if it is not UTF-8.
  static func requireUTF8(_ line: ArraySlice<UInt8>, number: Int, of file: String) throws(TokenizerError) -> String {
    guard let text = String(validating: line, as: UTF8.self) else {
      throw TokenizerError("\(file): line \(number) is not UTF-8; save the file as UTF-8")
    }
    return text
  }
}

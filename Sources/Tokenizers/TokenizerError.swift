/// Why a folder's tokenizer cannot be used: a sentence that names the file, the key and what to do.
public struct TokenizerError: Error, Hashable, CustomStringConvertible, Sendable {
  /// The sentence.
  public let description: String

  init(_ description: String) { self.description = description }
}

// What is said about more than one file.
extension TokenizerError {
  init(_ source: String, lacksUnknownToken token: String) {
    self.init("\(source) lacks the unknown token '\(token)'; add it, or name one that is there as unk_token")
  }

  /// Calls what fills a vocabulary; what it complains of becomes an error of that source.
  static func naming<Value>(
    _ source: @autoclosure () -> String, _ body: () throws -> Value
  ) throws(TokenizerError) -> Value {
    do { return try body() } catch { throw TokenizerError("\(source()) \(error)") }
  }

  /// A line of a file, if it is UTF-8.
  static func requireUTF8(_ line: ArraySlice<UInt8>, number: Int, of file: String) throws(TokenizerError) -> String {
    guard let text = String(validating: line, as: UTF8.self) else {
      throw TokenizerError("\(file): line \(number) is not UTF-8; save the file as UTF-8")
    }
    return text
  }
}

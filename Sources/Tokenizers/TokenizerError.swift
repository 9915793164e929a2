/// Why a folder's tokenizer cannot be used: a sentence that names the file, the key and what to do.
public struct TokenizerError: Error, Hashable, CustomStringConvertible, Sendable {
  /// The sentence.
  public let description: String

  init(_ description: String) { self.description = description }
}

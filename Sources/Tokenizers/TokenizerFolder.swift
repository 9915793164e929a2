internal import JSON

/// The files of a model folder.
struct TokenizerFolder {
  let path: String
  /// tokenizer_config.json, which many parts ask; nil where there is none.
  let config: SettingsValue?

  /// Of files that hold a vocabulary, in bytes: some times as large as the largest there are.
  private static let largestVocabularyFile = 1 << 27
  private static let largestFile = 1 << 24

  init(path: String) throws(TokenizerError) {
    self.path = path
    config = try Self.settings(path + "/tokenizer_config.json", atMost: Self.largestFile)
  }

  /// The bytes of a file that holds a vocabulary or its merges; nil where there is none.
  func vocabularyBytes(_ name: String) throws(TokenizerError) -> [UInt8]? {
    try readFile(path: path + "/" + name, atMost: Self.largestVocabularyFile)
  }

  /// A JSON file that holds a vocabulary, whose value is an object; nil where there is no such file.
  func vocabularySettings(_ name: String) throws(TokenizerError) -> SettingsValue? {
    try Self.settings(path + "/" + name, atMost: Self.largestVocabularyFile)
  }

  /// A small JSON file whose value is an object; nil where there is no such file.
  func settings(_ name: String) throws(TokenizerError) -> SettingsValue? {
    try Self.settings(path + "/" + name, atMost: Self.largestFile)
  }

  private static func settings(_ file: String, atMost most: Int) throws(TokenizerError) -> SettingsValue? {
    guard let bytes = try readFile(path: file, atMost: most) else { return nil }
    let json: JSONValue
    do {
      json = try JSONValue(parsing: bytes)
    } catch {
      throw TokenizerError("\(file) is not valid JSON: \(error)")
    }
    guard json.objectValue != nil else { throw TokenizerError("\(file) does not hold a JSON object") }
    return SettingsValue(file: file, path: "", json: json)
  }
}

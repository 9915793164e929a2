internal import Files
internal import JSON

/// The files of a model folder.
struct TokenizerFolder {
  let path: String
  /// tokenizer_config.json, which many parts ask; nil where there is none.
  let config: SettingsValue?

  /// How many bytes files that hold a vocabulary may have: some times as many as the largest there are.
  private static let largestVocabularyFile = 1 << 27
  /// How many bytes the values of a vocabulary may take: see ``JSONValue/Limits``.
  private static let vocabularyLimits = JSONValue.Limits(depth: 64, bytes: largestVocabularyFile)
  /// The same for the other files, which hold settings and added tokens.
  private static let settingsLimits = JSONValue.Limits(depth: 64, bytes: 1 << 24)

  init(path: String) throws(TokenizerError) {
    self.path = path
    config = try Self.settings(path + "/tokenizer_config.json", Self.settingsLimits)
  }

  /// The bytes of a file that holds a vocabulary or its merges; nil where there is none.
  func vocabularyBytes(_ name: String) throws(TokenizerError) -> [UInt8]? {
    try Self.bytes(path + "/" + name, atMost: Self.largestVocabularyFile)
  }

  /// A JSON file that holds a vocabulary, whose value is an object; nil where there is no such file.
  func vocabularySettings(_ name: String) throws(TokenizerError) -> SettingsValue? {
    try Self.settings(path + "/" + name, Self.vocabularyLimits)
  }

  /// A small JSON file whose value is an object; nil where there is no such file.
  func settings(_ name: String) throws(TokenizerError) -> SettingsValue? {
    try Self.settings(path + "/" + name, Self.settingsLimits)
  }

  private static func settings(
    _ file: String, _ limits: JSONValue.Limits
  ) throws(TokenizerError) -> SettingsValue? {
    guard let bytes = try bytes(file, atMost: limits.bytes) else { return nil }
    let size = bytes.count
    let json: JSONValue
    do {
      json = try JSONValue(parsing: consume bytes, limits: limits)
    } catch {
      throw TokenizerError("\(file) cannot be read as JSON: \(error)")
    }
    guard json.objectValue != nil else { throw TokenizerError("\(file) does not hold a JSON object") }
    return SettingsValue(file: file, path: "", json: json, fileSize: size)
  }

  private static func bytes(_ file: String, atMost most: Int) throws(TokenizerError) -> [UInt8]? {
    do throws(FileError) { return try InputFile.ifPresent(FilePath(file))?.bytes(atMost: most) } catch {
      throw TokenizerError("\(error)")
    }
  }
}

/// The lines of a file, one after the other: an array of them all could take many times as much memory as the file.
///
/// Each line end is a LF, which is no part of the line; behind the last one comes no line.
struct FileLines: Sequence, IteratorProtocol {
  private var rest: ArraySlice<UInt8>

  init(of bytes: [UInt8]) { rest = bytes[...] }

  mutating func next() -> ArraySlice<UInt8>? {
    guard !rest.isEmpty else { return nil }
    let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
    defer { rest = rest[end...].dropFirst() }
    return rest[..<end]
  }
}

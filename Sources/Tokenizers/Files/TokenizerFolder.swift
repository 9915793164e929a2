internal import Files
internal import JSON

/// Reads the tokenizer files of a model folder.
struct TokenizerFolder {
  let path: String
  /// tokenizer_config.json; nil if the file does not exist.
  let config: SettingsValue?

  /// The limit for the bytes of a vocabulary file: a few times the largest known file.
  private static let vocabularyByteLimit = 1 << 27
  /// Limits for a vocabulary in JSON.
  private static let vocabularyLimits = JSONValue.Limits(depth: 64, bytes: vocabularyByteLimit)
  /// Limits for the other files, which contain settings and added tokens.
  private static let settingsLimits = JSONValue.Limits(depth: 64, bytes: 1 << 24)

  init(path: String) throws(TokenizerError) {
    self.path = path
    config = try Self.settings(path + "/tokenizer_config.json", Self.settingsLimits)
  }

  /// The bytes of a vocabulary or merges file; nil if it does not exist.
  func vocabularyBytes(_ name: String) throws(TokenizerError) -> [UInt8]? {
    try Self.bytes(path + "/" + name, atMost: Self.vocabularyByteLimit)
  }

  /// The object in a JSON vocabulary file; nil if the file does not exist.
  func vocabularySettings(_ name: String) throws(TokenizerError) -> SettingsValue? {
    try Self.settings(path + "/" + name, Self.vocabularyLimits)
  }

  /// The object in a small JSON file; nil if the file does not exist.
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
      throw TokenizerError("\(file) is not valid JSON: \(error)")
    }
    guard json.objectValue != nil else { throw TokenizerError("\(file) is not a JSON object; download it again") }
    return SettingsValue(file: file, path: "", json: json, fileSize: size)
  }

  private static func bytes(_ file: String, atMost limit: Int) throws(TokenizerError) -> [UInt8]? {
    do throws(FileError) {
      guard let file = try InputFile.ifPresent(FilePath(text: file)) else { return nil }
      try file.requireContent()
      return try file.bytes(atMost: limit)
    } catch {
      throw TokenizerError("\(error)")
    }
  }
}

/// The lines of a file, one at a time; an array of all lines could take many times the file's memory.
///
/// A LF ends a line and is not part of it. No empty line follows a LF at the file's end.
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

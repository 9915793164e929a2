internal import JSON

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// The files of a model folder.
struct TokenizerFolder {
  let path: String

  /// The bytes of a file; nil where there is none.
  func bytes(_ name: String) throws(TokenizerError) -> [UInt8]? {
    let file = path + "/" + name
    guard FileManager.default.fileExists(atPath: file) else { return nil }
    do {
      return [UInt8](try Data(contentsOf: URL(fileURLWithPath: file)))
    } catch {
      throw TokenizerError("\(file) cannot be read; check that it is a file and that you may read it")
    }
  }

  /// A JSON file whose value is an object; nil where there is no such file.
  func settings(_ name: String) throws(TokenizerError) -> SettingsValue? {
    guard let bytes = try bytes(name) else { return nil }
    let file = path + "/" + name
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

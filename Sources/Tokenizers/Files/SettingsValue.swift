internal import JSON

/// A value inside a JSON file that knows where it stands, so that every complaint can name file and key.
struct SettingsValue {
  let file: String
  /// The keys that lead to the value, such as `model.vocab`; empty for the whole file.
  let path: String
  let json: JSONValue
  /// The bytes of the file, in proportion to which memory may be taken.
  let fileSize: Int

  /// The value under a key; nil where it is missing or null.
  subscript(key: String) -> SettingsValue? {
    guard let value = json[key], !value.isNull else { return nil }
    return SettingsValue(file: file, path: path.isEmpty ? key : path + "." + key, json: value, fileSize: fileSize)
  }

  /// The elements; an error where this is no array, or has more of them.
  func elements(atMost most: Int) throws(TokenizerError) -> [SettingsValue] {
    guard let elements = json.arrayValue else { throw error("is not an array") }
    guard elements.count <= most else { throw error("has \(elements.count) elements; up to \(most) are supported") }
    return elements.indices.map { element($0, elements[$0]) }
  }

  /// The keys; none where this is no object, and an error where it has more of them.
  func keys(atMost most: Int) throws(TokenizerError) -> [String] {
    let keys = json.objectValue?.keys ?? []
    guard keys.count <= most else { throw error("has \(keys.count) members; up to \(most) are supported") }
    return keys
  }

  /// An element, for a list that is too long to hold them all.
  func element(_ index: Int, _ json: JSONValue) -> SettingsValue {
    SettingsValue(file: file, path: "\(path)[\(index)]", json: json, fileSize: fileSize)
  }

  func required(_ key: String) throws(TokenizerError) -> SettingsValue {
    guard let value = self[key] else {
      throw error("lacks the key '\(key)'; take the file from where the model comes from again")
    }
    return value
  }

  func string() throws(TokenizerError) -> String {
    guard let string = json.stringValue else { throw error("is not a string") }
    return string
  }

  func bool() throws(TokenizerError) -> Bool {
    guard let bool = json.boolValue else { throw error("is neither true nor false") }
    return bool
  }

  func int() throws(TokenizerError) -> Int {
    guard let int = json.intValue else { throw error("is not a whole number") }
    return int
  }

  /// The component's type, if it is one of those supported; otherwise an error that names it.
  @discardableResult
  func requireType(_ supported: [String], guess: String? = nil) throws(TokenizerError) -> String {
    guard let type = try self["type"]?.string() ?? guess else { throw error("lacks the key 'type'") }
    guard supported.contains(type) else {
      throw error("is of type \(type), which is not supported; supported: \(supported.joined(separator: ", "))")
    }
    return type
  }

  /// An error about this value.
  func error(_ complaint: String) -> TokenizerError { TokenizerError("\(name) \(complaint)") }

  /// What a complaint calls this value.
  var name: String { path.isEmpty ? file : "\(file): '\(path)'" }
}

internal import JSON

/// A value inside a JSON file, with its file and key for error messages.
struct SettingsValue {
  let file: String
  /// The keys that lead to the value, such as `model.vocab`; empty for the whole file.
  let path: String
  let json: JSONValue
  /// The bytes of the file; memory limits are proportional to them.
  let fileSize: Int

  /// The value of a key; nil if it is missing or null.
  subscript(key: String) -> SettingsValue? {
    guard let value = json[key], !value.isNull else { return nil }
    return SettingsValue(file: file, path: path.isEmpty ? key : path + "." + key, json: value, fileSize: fileSize)
  }

  /// The elements; throws if this is not an array or has more than `limit` elements.
  func elements(atMost limit: Int) throws(TokenizerError) -> [SettingsValue] {
    guard let elements = json.arrayValue else { throw error("is not an array") }
    guard elements.count <= limit else { throw error("has \(elements.count) elements; up to \(limit) are supported") }
    return elements.indices.map { element($0, elements[$0]) }
  }

  /// The keys, or none if this is not an object; throws if there are more than `limit` keys.
  func keys(atMost limit: Int) throws(TokenizerError) -> [String] {
    let keys = json.objectValue?.keys ?? []
    guard keys.count <= limit else { throw error("has \(keys.count) members; up to \(limit) are supported") }
    return keys
  }

  /// One element, for a list that is too long to build all elements at once.
  func element(_ index: Int, _ json: JSONValue) -> SettingsValue {
    SettingsValue(file: file, path: "\(path)[\(index)]", json: json, fileSize: fileSize)
  }

  func required(_ key: String) throws(TokenizerError) -> SettingsValue {
    guard let value = self[key] else {
      throw error("lacks the key '\(key)'; add it, or download the file again")
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

  /// The component's type; throws if it is not supported.
  @discardableResult
  func requireType(_ supported: [String], guess: String? = nil) throws(TokenizerError) -> String {
    guard let type = try self["type"]?.string() ?? guess else { throw error("lacks the key 'type'") }
    guard supported.contains(type) else {
      throw error("is of type \(type), which is not supported; supported: \(supported.joined(separator: ", "))")
    }
    return type
  }

  /// An error about this value.
  func error(_ problem: String) -> TokenizerError { TokenizerError("\(name) \(problem)") }

  /// The file and the key, for error messages.
  var name: String { path.isEmpty ? file : "\(file): '\(path)'" }
}

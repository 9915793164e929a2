import Files
import JSON

/// A setting: its name, its values, and the property of `Settings` that it sets.
struct SettingKey: Sendable {
  /// The places where a key is supported.
  enum Scope: Sendable {
    case everywhere
    /// Not under a pattern of `files`.
    case topLevel
    /// Only under a pattern of `files`.
    case filePatterns
  }

  let scope: Scope
  let member: SettingShape.Member
  /// Sets a validated value; null restores the default. Relative paths are relative to the folder.
  let set: @Sendable (inout Settings, JSONValue, _ folder: FilePath?) -> Void

  /// - Parameter update: merges a validated value into the current one.
  init<Value>(
    _ name: String, _ path: any WritableKeyPath<Settings, Value> & Sendable, _ shape: SettingShape,
    for scope: Scope = .everywhere, default initial: JSONValue?, _ description: String,
    update: @escaping @Sendable (inout Value, JSONValue, _ folder: FilePath?) -> Void
  ) {
    self.scope = scope
    member = SettingShape.Member(name: name, shape: shape, description: description, initial: initial)
    set = { settings, value, folder in
      if value.isNull {
        settings[keyPath: path] = Settings()[keyPath: path]
      } else {
        update(&settings[keyPath: path], value, folder)
      }
    }
  }

  /// - Parameter read: converts a validated value, which replaces the current one.
  init<Value>(
    _ name: String, _ path: any WritableKeyPath<Settings, Value> & Sendable, _ shape: SettingShape,
    for scope: Scope = .everywhere, default initial: JSONValue?, _ description: String,
    read: @escaping @Sendable (JSONValue, _ folder: FilePath?) -> Value?
  ) {
    self.init(
      name, path, shape, for: scope, default: initial, description,
      update: { value, json, folder in
        if let new = read(json, folder) { value = new }
      })
  }
}

extension SettingKey {
  /// The keys under `sentiment`, by name.
  static let topLevelKeys = dictionary(table.filter { $0.scope != .filePatterns })
  /// The keys under a pattern of `files`, by name.
  static let filePatternKeys = dictionary(keysOfFilePatterns)
  /// The shape of the object under `sentiment`.
  static let shape = SettingShape.object(table.filter { $0.scope != .filePatterns }.map(\.member))

  private static func dictionary(_ keys: [SettingKey]) -> [String: SettingKey] {
    keys.reduce(into: [:]) { $0[$1.member.name] = $1 }
  }
}

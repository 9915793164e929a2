import Files
import JSON

/// A setting: what it may hold and where it goes.
struct SettingKey: Sendable {
  /// Where a key may stand.
  enum Scope: Sendable {
    case everywhere
    /// Not under a pattern of files.
    case allFiles
    /// Only there.
    case someFiles
  }

  let scope: Scope
  let member: SettingShape.Member
  /// Takes what its shape found usable, or null, which puts the default back. Relative paths are relative to the folder.
  let set: @Sendable (inout Settings, JSONValue, _ folder: FilePath?) -> Void

  /// - Parameter update: changes what is there by what stands in the source.
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

  /// - Parameter read: what replaces what is there.
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
  /// The keys that stand under `sentiment`, by name.
  static let ofAll = byName(table.filter { $0.scope != .someFiles })
  /// Those that stand under a pattern of files, by name.
  static let ofFiles = byName(keysOfFiles)
  /// An object with the keys that stand under `sentiment`.
  static let shape = SettingShape.object(table.filter { $0.scope != .someFiles }.map(\.member))

  private static func byName(_ keys: [SettingKey]) -> [String: SettingKey] {
    keys.reduce(into: [:]) { $0[$1.member.name] = $1 }
  }
}

public import Files
public import JSON

extension Settings {
  /// Applies a source of settings on top of the current ones. Objects are merged key by key, other values are replaced; null
  /// restores a default, or removes a key of an object.
  ///
  /// ```swift
  /// settings.apply(["sentiment": ["severity": ["neutral": "hint"]]], from: "the editor", folder: nil) { print($0) }
  /// ```
  ///
  /// - Parameters:
  ///   - json: an object with keys nested under `sentiment`, with the prefix `sentiment.`, or with bare keys. With nested or
  ///     prefixed keys, all other keys belong to other programs. Null has no effect.
  ///   - source: the name of the source in messages: a file, or "the editor's settings".
  ///   - folder: the base of relative paths and globs.
  ///   - compilesPatterns: whether to reject invalid regular expressions, too. Compiling them may take long. Otherwise
  ///     `DocumentReviews` reports them.
  ///   - warn: receives one sentence for each invalid key and value, with its place and the allowed values.
  public mutating func apply(
    _ json: JSONValue, from source: String, folder: FilePath?, compilesPatterns: Bool = true, warn: (String) -> Void
  ) {
    apply(
      json, from: source, folder: folder, allowsOtherPrograms: true, compilesPatterns: compilesPatterns, warn: warn)
  }

  /// - Parameters:
  ///   - allowsOtherPrograms: whether the object may contain settings of other programs beside `sentiment`.
  ///   - accept: whether the source is allowed to set a key to a valid value.
  mutating func apply(
    _ json: JSONValue, from source: String, folder: FilePath?, allowsOtherPrograms: Bool,
    compilesPatterns: Bool = false, warn: (String) -> Void,
    accept: (_ key: String, _ value: JSONValue) -> Bool = { _, _ in true }
  ) {
    guard !json.isNull else { return }
    let members = Self.members(of: json, allowsOtherPrograms: allowsOtherPrograms)
    var problems = 0
    let valid = SettingKey.shape.validated(members, at: "sentiment", compilesPatterns: compilesPatterns) {
      problems += 1
      if problems <= Self.maximumProblems { warn("\(source): \($0)") }
    }
    if problems > Self.maximumProblems {
      warn("\(source): \(problems - Self.maximumProblems) more settings are invalid")
    }
    for (name, value) in valid?.objectValue ?? [:] where accept(name, value) {
      SettingKey.topLevelKeys[name]?.set(&self, value, folder)
    }
  }

  /// The maximum number of invalid settings that are reported individually.
  private static let maximumProblems = 20

  /// Keys that editors store under `sentiment` for themselves.
  private static let keysOfEditors = ["trace", "path", "server", "$schema"]

  /// All settings as one object with bare keys, in the order of the source.
  private static func members(of json: JSONValue, allowsOtherPrograms: Bool) -> JSONValue {
    guard let object = json.objectValue else { return json }
    let prefix = "sentiment."
    let isPrefixed = object.keys.contains { $0 == "sentiment" || $0.hasPrefix(prefix) }
    var members = JSONObject()
    func add(_ key: String, _ value: JSONValue) {
      let parts = key.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard !keysOfEditors.contains(parts[0]) else { return }
      if parts.count == 2, SettingKey.topLevelKeys[parts[0]]?.isObject == true {
        // `severity.negative`
        var inner = members[parts[0]]?.objectValue ?? [:]
        inner[parts[1]] = value
        members[parts[0]] = .object(inner)
      } else if let old = members[key]?.objectValue, let new = value.objectValue {
        members[key] = .object(new.reduce(into: old) { $0[$1.key] = $1.value })
      } else {
        members[key] = value
      }
    }
    for (key, value) in object {
      if key.hasPrefix(prefix) {
        add(String(key.dropFirst(prefix.count)), value)
      } else if key == "sentiment" {
        guard let nested = value.objectValue else {
          if value.isNull { continue }
          return value
        }
        for (key, value) in nested { add(key, value) }
      } else if !isPrefixed || !allowsOtherPrograms {
        add(key, value)
      }
    }
    return .object(members)
  }
}

extension SettingKey {
  /// Whether the setting's value is an object.
  fileprivate var isObject: Bool {
    switch member.shape {
    case .object, .table: true
    default: false
    }
  }
}

public import Files
public import JSON

extension Settings {
  /// Lays one source of settings over what is there. Objects are merged key by key, other values replaced; null puts a
  /// default back, or takes a key of an object away.
  ///
  /// ```swift
  /// settings.apply(["sentiment": ["severity": ["neutral": "hint"]]], from: "the editor", folder: nil) { print($0) }
  /// ```
  ///
  /// - Parameters:
  ///   - json: an object with keys nested under `sentiment`, or with `sentiment.` in front of each, then whatever stands
  ///     beside them belongs to others; or with bare keys. Null says nothing.
  ///   - source: what is complained about: a file, or "the editor's settings".
  ///   - folder: the one that paths and globs in it are relative to.
  ///   - warn: gets one sentence for each key and value that is left out: where it stands, what is expected and what came.
  public mutating func apply(_ json: JSONValue, from source: String, folder: FilePath?, warn: (String) -> Void) {
    apply(json, from: source, folder: folder, hasOthers: true, warn: warn)
  }

  /// - Parameters:
  ///   - hasOthers: whether settings of other programs may stand beside those under `sentiment`.
  ///   - accept: whether the source may set a key to a value that is otherwise usable.
  mutating func apply(
    _ json: JSONValue, from source: String, folder: FilePath?, hasOthers: Bool, warn: (String) -> Void,
    accept: (_ key: String, _ value: JSONValue) -> Bool = { _, _ in true }
  ) {
    guard !json.isNull else { return }
    let members = Self.members(of: json, hasOthers: hasOthers)
    var complaints = 0
    let usable = SettingKey.shape.usable(members, at: "sentiment") {
      complaints += 1
      if complaints <= Self.mostComplaints { warn("\(source): \($0)") }
    }
    if complaints > Self.mostComplaints {
      warn("\(source): \(complaints - Self.mostComplaints) more settings cannot be used")
    }
    for (name, value) in usable?.objectValue ?? [:] where accept(name, value) {
      SettingKey.ofAll[name]?.set(&self, value, folder)
    }
  }

  /// So many settings that cannot be used are reported one by one.
  private static let mostComplaints = 20

  /// What clients keep there for themselves.
  private static let passedOver = ["trace", "path", "server", "$schema"]

  /// All settings as one object with bare keys, in the order in which they stand.
  private static func members(of json: JSONValue, hasOthers: Bool) -> JSONValue {
    guard let object = json.objectValue else { return json }
    let prefix = "sentiment."
    let isPrefixed = object.keys.contains { $0 == "sentiment" || $0.hasPrefix(prefix) }
    var members = JSONObject()
    func add(_ key: String, _ value: JSONValue) {
      let parts = key.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard !passedOver.contains(parts[0]) else { return }
      if parts.count == 2, SettingKey.ofAll[parts[0]]?.holdsMembers == true {
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
      } else if !isPrefixed || !hasOthers {
        add(key, value)
      }
    }
    return .object(members)
  }
}

extension SettingKey {
  /// Whether its value is an object.
  fileprivate var holdsMembers: Bool {
    switch member.shape {
    case .object, .table: true
    default: false
    }
  }
}

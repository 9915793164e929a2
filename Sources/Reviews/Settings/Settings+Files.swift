public import Files
import JSON

/// Settings that hold for the files that a pattern matches.
struct FilePattern: Sendable, Hashable {
  var glob: Glob
  /// An object with usable values by the names of the keys that a file may have.
  var values: JSONValue
}

extension Settings {
  /// These settings with the patterns under `files` applied that match a file, in the order in which they stand, so that the
  /// last one wins. A document without a file is matched by none.
  public func settings(forFile path: FilePath?) -> Settings {
    var settings = self
    settings.patterns = []
    guard let path = path?.lexicallyNormalized() else { return settings }
    for pattern in patterns where pattern.glob.matches(path) {
      for (name, value) in pattern.values.objectValue ?? [:] { SettingKey.ofFiles[name]?.set(&settings, value, nil) }
    }
    return settings
  }

  /// Whether a file is read, for which these settings are: they are enabled, no glob leaves it out, and its format is among
  /// those that are read or named by a pattern.
  public func isIncluded(_ path: FilePath?, _ format: DocumentFormat) -> Bool {
    isEnabled && !isExcluded(path) && (self.format != nil || formats.contains(format))
  }

  /// Whether a file or folder is left alone, or a folder that it lies in.
  public func isExcluded(_ path: FilePath?) -> Bool {
    guard let path = path?.lexicallyNormalized() else { return false }
    return exclude.contains { $0.matches(path, orFolderAbove: true) }
  }

  /// The model that reads a text: that of its script under `models`, else their `default`, else `model`; nil means the
  /// built-in one.
  public func modelName(for text: String) -> String? {
    guard !models.isEmpty else { return model }
    return Script(of: text).flatMap { models[$0.rawValue] } ?? models[Settings.anyScript] ?? model
  }

  /// What stands under `models` for the scripts that have no model of their own.
  static let anyScript = "default"
}

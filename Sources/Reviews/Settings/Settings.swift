public import Files
import JSON

/// What users can set, under `sentiment.*`: for one file, once the settings of all sources are put together.
///
/// ```swift
/// var settings = Settings()
/// settings.apply(["minimumConfidence": 0.8], from: "the editor", folder: "/home/me/project") { print($0) }
/// var project = ProjectSettings()
/// let ofFile = project.settings(over: settings, forFile: "/home/me/project/reviews.csv") { print($0) }
/// ```
///
/// Later sources go before earlier ones: the defaults, the editor's settings, each `.sentiment.json` from the outermost
/// folder to the nearest, the patterns under `files`, and what the command line says.
public struct Settings: Sendable, Hashable {
  /// Whether anything is read at all.
  public var isEnabled = true
  /// The model to load; nil means the built-in one.
  public var model: String?
  /// Other models by the script that a review is written in, such as `zh`; `default` goes before `model`.
  public var models: [String: String] = [:]
  /// The sides that labels stand on where their wording does not say it, or says it wrongly.
  public var polarities: [String: Polarity] = [:]
  /// Below this confidence a label is uncertain; nil leaves it to the model.
  public var uncertainBelow: Double?
  /// The file that marks on reviews are noted in; nil for the one that the server chooses.
  public var feedback: FilePath?
  /// Whether editors show the label of every review behind it.
  public var showsInlayHints = false
  /// How long a document must rest after an edit before it is read, in milliseconds.
  public var debounce = 50
  /// How loudly each side is told; a side that is missing is not told.
  public var severities: [Side: Severity] = [.negative: .warning, .uncertain: .information]
  /// Findings less sure than that are left out.
  public var minimumConfidence = 0.0
  /// The most findings of one file.
  public var maximumFindings = 10_000
  /// The kinds of files that are read.
  public var formats: Set<DocumentFormat> = [.plaintext, .csv, .tsv, .jsonl]
  /// The format of the file, where a pattern says it.
  public var format: DocumentFormat?
  /// Files and folders that are left alone.
  public var exclude: [Glob] = []
  /// How reviews are found.
  public var rules = ReadingRules()
  /// What holds for some files only, in the order in which it is applied.
  var patterns: [FilePattern] = []

  /// What a label may stand for when it is told.
  public enum Side: String, Sendable, Hashable, CaseIterable {
    case negative, neutral, positive, none, uncertain
  }

  /// The defaults.
  public init() {}
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

/// Settings that hold for the files that a pattern matches.
struct FilePattern: Sendable, Hashable {
  var glob: Glob
  /// An object with usable values by the names of the keys that a file may have.
  var values: JSONValue
}

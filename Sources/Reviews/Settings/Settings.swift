public import Files
public import JSON

/// The settings under `sentiment.*`, merged from all sources.
///
/// ```swift
/// var settings = Settings()
/// settings.apply(["minimumConfidence": 0.8], from: "the editor", folder: "/home/me/project") { print($0) }
/// var project = ProjectSettings()
/// let fileSettings = project.settings(over: settings, forFile: "/home/me/project/reviews.csv") { print($0) }
/// ```
///
/// Later sources override earlier ones: the defaults, the editor's settings, each `.sentiment.json` from the outermost folder
/// to the innermost, the patterns under `files`, and the command line.
public struct Settings: Sendable, Hashable {
  /// Whether reviews are analysed.
  public var isEnabled = true
  /// The models to load, whose answers are averaged; empty means the built-in one.
  public var model: [String] = []
  /// Models by script, such as `zh`; the model under `default` overrides `model`.
  public var models: [String: String] = [:]
  /// The polarities of labels, overriding those of the labels' wording.
  public var polarities: [String: Polarity] = [:]
  /// The confidence below which a label is uncertain; nil means the model's threshold.
  public var uncertainBelow: Double?
  /// The feedback file; nil means the server's default.
  public var feedback: FilePath?
  /// Whether inlay hints show the label of every review.
  public var showsInlayHints = false
  /// The delay in milliseconds between the last edit of a document and its analysis.
  public var debounce = 50
  /// The severity per reported polarity; polarities without an entry are not reported.
  public var severities: [ReportedPolarity: Severity] = [.negative: .warning, .mixed: .information]
  /// The confidence below which reviews are not reported.
  public var minimumConfidence = 0.0
  /// The maximum number of findings per file.
  public var maximumFindings = 10_000
  /// The formats that are analysed.
  public var formats: Set<DocumentFormat> = [.plaintext, .csv, .tsv, .jsonl]
  /// The format that a pattern gives the file; nil means the format is detected.
  public var format: DocumentFormat?
  /// The encoding of files without a byte-order mark; nil means UTF-8.
  public var encoding: TextEncoding?
  /// The files and folders to skip.
  public var exclude: [Glob] = []
  /// The settings for finding reviews.
  public var rules = ReviewRules()
  /// The settings for matching files, in the order of application.
  var patterns: [FilePattern] = []

  /// The polarity that a review is reported as: that of its label; if the label is uncertain, `mixed` for a mixed review, else
  /// `uncertain`.
  public enum ReportedPolarity: String, Sendable, Hashable, CaseIterable {
    case negative, neutral, positive, mixed, none, uncertain
  }

  /// The defaults.
  public init() {}
}

extension Settings {
  /// The settings for a file: the matching patterns under `files` are applied in order, so the last one wins. No pattern matches
  /// a document without a path.
  public func settings(forFile path: FilePath?) -> Settings {
    var settings = self
    settings.patterns = []
    guard !patterns.isEmpty, let path = path?.lexicallyNormalized() else { return settings }
    let bytes = Array(path.text.utf8)
    for pattern in patterns where pattern.glob.matches(bytes) {
      for (name, value) in pattern.values.objectValue ?? [:] {
        SettingKey.filePatternKeys[name]?.set(&settings, value, nil)
      }
    }
    return settings
  }

  /// Whether a file with these settings is analysed: they are enabled, no glob excludes it, and its format is listed or given by
  /// a pattern.
  public func isIncluded(_ path: FilePath?, _ format: DocumentFormat) -> Bool {
    isEnabled && !isExcluded(path) && (self.format != nil || formats.contains(format))
  }

  /// Whether a file or folder, or a folder above it, is excluded.
  public func isExcluded(_ path: FilePath?) -> Bool {
    guard !exclude.isEmpty, let path = path?.lexicallyNormalized() else { return false }
    let bytes = Array(path.text.utf8)
    return exclude.contains { $0.matches(bytes, orFolderAbove: true) }
  }

  /// The models for a text: the model of its script under `models`, else the one under `default`, else `model`; empty means the
  /// built-in one.
  public func modelNames(for text: String) -> [String] {
    guard !models.isEmpty else { return model }
    let ofScript = Script(of: text).flatMap { models[$0.rawValue] } ?? models[Settings.anyScript]
    return ofScript.map { [$0] } ?? model
  }

  /// The key under `models` for all scripts without a model of their own.
  static let anyScript = "default"
}

extension Settings {
  /// The `ignore` patterns of all files.
  public var ignorePatterns: [String] {
    rules.ignore + patterns.flatMap { ($0.values["ignore"]?.arrayValue ?? []).compactMap(\.stringValue) }
  }
}

/// The settings for files that match a glob.
struct FilePattern: Sendable, Hashable {
  var glob: Glob
  /// An object of validated values.
  var values: JSONValue
}

extension Settings {
  /// The JSON Schema of all settings, from which the documentation of every editor is generated.
  ///
  /// The top level describes an editor's settings, with the prefix `sentiment.`; `#/definitions/projectFile` describes a
  /// `.sentiment.json` with bare keys.
  public static let schema: JSONValue = {
    guard case .object(let members) = SettingKey.shape else { return [:] }
    func properties(_ property: (SettingShape.Member) -> (String, JSONValue)) -> JSONValue {
      .object(JSONObject(uniqueKeysWithValues: members.map(property)))
    }
    return [
      "$schema": "http://json-schema.org/draft-07/schema#",
      "title": "Settings of sentiment-lsp",
      "description": .string(precedence),
      "type": "object",
      "additionalProperties": false,
      "properties": properties { ("sentiment.\($0.name)", .object($0.schema)) },
      "definitions": [
        "projectFile": [
          "description": .string("A \(ProjectSettings.fileName)."),
          "type": "object",
          "additionalProperties": false,
          "properties": properties { ($0.name, ["$ref": .string("#/properties/sentiment.\($0.name)")]) },
        ]
      ],
    ]
  }()

  private static let precedence = """
    Later sources override earlier ones: the defaults; the editor's settings; each .sentiment.json in the folders above a \
    file, from the outermost to the innermost; the matching patterns under sentiment.files, in order; the command line. \
    Objects are merged key by key, arrays are replaced, and null restores a default. Relative paths and globs start at the \
    folder of the .sentiment.json, or else at the workspace folder.
    """
}

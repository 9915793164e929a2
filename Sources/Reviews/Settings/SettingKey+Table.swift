import Foundation
import Files
import JSON

extension SettingKey {
  /// Every setting, in the order in which documentation lists them.
  static let table = keys + [files]
  /// Those that may stand under a pattern of files.
  static let keysOfFiles = keys.filter { $0.scope != .allFiles }

  private static let keys: [SettingKey] = [
    SettingKey(
      "enable", \.isEnabled, .boolean, default: true, "Whether reviews are looked for at all.",
      read: { value, _ in value.boolValue }),
    SettingKey(
      "model", \.model, .text, for: .allFiles, default: .null,
      "The model: org/name[@revision] in the Hugging Face cache, or a folder, whose path begins with ./, ../, / or ~. Null "
        + "means the built-in one. One that a .sentiment.json names is used once you allow it.",
      read: { value, folder in value.stringValue.map { modelPath($0, folder) } }),
    SettingKey(
      "models", \.models,
      .object(
        (Script.allCases.map(\.rawValue) + [Settings.anyScript]).map { name in
          SettingShape.Member(
            name: name, shape: .text,
            description: name == Settings.anyScript
              ? "The model of all other reviews." : "The model of reviews in this script.")
        }), for: .allFiles,
      default: [:],
      "Models by the script that most letters of a review belong to; default goes before sentiment.model.",
      update: { models, value, folder in
        for (script, name) in value.objectValue ?? [:] {
          models[script] = name.stringValue.map { modelPath($0, folder) }
        }
      }),
    SettingKey(
      "polarity", \.polarities, .table(of: .choice(Polarity.allCases.map(\.rawValue))), for: .allFiles, default: [:],
      "The side that a label stands on, where its wording does not say it: {\"LABEL_0\": \"negative\"}. A model that gives "
        + "a value takes bounds: {\"<2.5\": \"negative\"}.",
      update: { polarities, value, _ in
        for (label, side) in value.objectValue ?? [:] {
          polarities[label] = side.stringValue.flatMap(Polarity.init(rawValue:))
        }
      }),
    SettingKey(
      "uncertainBelow", \.uncertainBelow, .number(0.5...1), for: .allFiles, default: .null,
      "Labels that are less likely than that are uncertain. Null leaves it to the model.",
      read: { value, _ in value.doubleValue }),
    SettingKey(
      "inlayHints", \.showsInlayHints, .boolean, for: .allFiles, default: false,
      "Whether editors that show inlay hints show the label of every review behind it.",
      read: { value, _ in value.boolValue }),
    SettingKey(
      "feedback", \.feedback, .text, for: .allFiles, default: .null,
      "The file that reviews are noted in which you mark as positive or negative, for a later training. Null means "
        + ".sentiment-feedback.jsonl in the open folder, else beside the document. A .sentiment.json names only files in "
        + "its own folder.",
      read: { value, folder in value.stringValue.map { FilePath($0, in: folder ?? ".") } }),
    SettingKey(
      "debounce", \.debounce, .integer(0...10_000), for: .allFiles, default: 50,
      "How long a document must rest after an edit before it is read, in milliseconds.",
      read: { value, _ in value.intValue }),
    SettingKey(
      "severity", \.severities, .object(severityMembers),
      default: .object(JSONObject(uniqueKeysWithValues: severityMembers.map { ($0.name, $0.initial ?? .null) })),
      "How loudly a review is told, by the side that its label stands on; uncertain goes before the side.",
      update: { severities, value, _ in
        for (name, severity) in value.objectValue ?? [:] {
          guard let side = Settings.Side(rawValue: name) else { continue }
          severities[side] =
            severity.isNull ? Settings().severities[side] : severity.stringValue.flatMap(Severity.init(rawValue:))
        }
      }),
    SettingKey(
      "minimumConfidence", \.minimumConfidence, .number(0...1), default: 0.0,
      "Reviews whose label is less likely than that are not told.", read: { value, _ in value.doubleValue }),
    SettingKey(
      "minimumLength", \.rules.minimumLength, .integer(0...1000), default: 2,
      "Reviews of fewer words are left alone; two ideographs count as one word.", read: { value, _ in value.intValue }),
    SettingKey(
      "maximumFindings", \.maximumFindings, .integer(0...1_000_000), default: 10_000,
      "The most reviews of one file that are told.", read: { value, _ in value.intValue }),
    SettingKey(
      "languages", \.formats, .list(of: .choice(DocumentFormat.allCases.map(\.rawValue))), for: .allFiles,
      default: ["plaintext", "csv", "tsv", "jsonl"], "The kinds of documents that are read.",
      read: { value, _ in
        value.arrayValue.map { Set($0.compactMap { $0.stringValue.flatMap(DocumentFormat.init(rawValue:)) }) }
      }),
    SettingKey(
      "language", \.format, .choice(DocumentFormat.allCases.map(\.rawValue)), for: .someFiles, default: nil,
      "How these files are written, whatever their ending; they are read even where sentiment.languages does not name it.",
      read: { value, _ in value.stringValue.flatMap(DocumentFormat.init(rawValue:)) }),
    SettingKey(
      "exclude", \.exclude, .list(of: .text), for: .allFiles, default: [],
      "Globs of files and folders that are left alone, such as **/fixtures/**; without a slash they match a name in any "
        + "folder, otherwise they begin at the folder of the settings.",
      read: { value, folder in value.arrayValue?.compactMap { $0.stringValue.map { Glob($0, in: folder) } } }),
    SettingKey(
      "ignore", \.rules.ignore, .list(of: .regularExpression), default: [],
      "Regular expressions: a review in which one of them matches is left alone.",
      read: { value, _ in value.arrayValue?.compactMap(\.stringValue) }),
    SettingKey(
      "split", \.rules.split, .choice(ReadingRules.Split.allCases.map(\.rawValue)), default: "auto",
      "What a review is in plain text: a line, a paragraph, the whole document, or auto, which goes by the shape of the text.",
      read: { value, _ in value.stringValue.flatMap(ReadingRules.Split.init(rawValue:)) }),
    SettingKey(
      "column", \.rules.columns, .either([column, .list(of: column)]), default: [],
      "The columns of tables, by name or by number from 1, and the keys of JSON objects, that hold the reviews; none means "
        + "that they are found.",
      read: { value, _ in (value.arrayValue ?? [value]).compactMap { $0.stringValue ?? $0.intValue.map(String.init) } }),
  ]

  private static let column = SettingShape.either([.text, .integer(1...100_000)])

  private static let severityMembers = Settings.Side.allCases.map { side in
    SettingShape.Member(
      name: side.rawValue, shape: .choice(Severity.allCases.map(\.rawValue) + ["off"]),
      description: "How loudly it is told, or off.", initial: .string(Settings().severities[side]?.rawValue ?? "off"))
  }

  private static let files = SettingKey(
    "files", \.patterns, .table(of: .object(keysOfFiles.map(\.member.ofFiles))), for: .allFiles, default: [:],
    "Settings for some files only, by globs as in sentiment.exclude: {\"**/reviews/*.csv\": {\"column\": \"body\"}}. Of "
      + "several patterns that match, the last one wins. A file whose language is named is read.",
    update: { patterns, value, folder in
      for (pattern, values) in value.objectValue ?? [:] {
        let glob = Glob(pattern, in: folder)
        if values.isNull {
          patterns.removeAll { $0.glob == glob }
        } else {
          patterns.append(FilePattern(glob: glob, values: values))
        }
      }
    })

  /// A path to a model is relative to the folder of the settings; anything else is a name.
  private static func modelPath(_ name: String, _ folder: FilePath?) -> String {
    guard ModelName.isPath(name) else { return name }
    return folder.map { FilePath(name, in: $0).string } ?? name.expandingHome()
  }
}

extension SettingShape.Member {
  /// Under a pattern of files, what holds without the key is what the other settings say.
  fileprivate var ofFiles: SettingShape.Member {
    var member = self
    member.initial = nil
    return member
  }
}

import Foundation
import Files
import JSON

extension SettingKey {
  /// All settings, in the order of the documentation.
  static let table = keys + [files]
  /// The settings that are supported under a pattern of `files`.
  static let keysOfFilePatterns = keys.filter { $0.scope != .topLevel }

  private static let keys: [SettingKey] = [
    SettingKey(
      "enable", \.isEnabled, .boolean, default: true, "Whether reviews are analysed.",
      read: { value, _ in value.boolValue }),
    SettingKey(
      "model", \.model, .either([.text, .list(of: .text)]), for: .topLevel, default: .null,
      "The model: org/name[@revision] in the Hugging Face cache, or the path of a folder, beginning with ./, ../, / or ~; or a "
        + "list of models whose answers are averaged. Null means the built-in model. A model named in a .sentiment.json is "
        + "used only after you allow it.",
      read: { value, folder in
        (value.arrayValue ?? [value]).compactMap { $0.stringValue.map { modelPath($0, folder) } }
      }),
    SettingKey(
      "models", \.models,
      .object(
        (Script.allCases.map(\.rawValue) + [Settings.anyScript]).map { name in
          SettingShape.Member(
            name: name, shape: .text,
            description: name == Settings.anyScript
              ? "The model for all other reviews." : "The model for reviews in this script.")
        }), for: .topLevel,
      default: [:],
      "Models by the script of most letters of a review (zh: ideographs, ja: kana, ko: Hangul); default overrides "
        + "sentiment.model.",
      update: { models, value, folder in
        for (script, name) in value.objectValue ?? [:] {
          models[script] = name.stringValue.map { modelPath($0, folder) }
        }
      }),
    SettingKey(
      "polarity", \.polarities, .table(of: .choice(Polarity.allCases.map(\.rawValue))), for: .topLevel, default: [:],
      "The polarity of labels whose wording does not show it: {\"LABEL_0\": \"negative\"}. For a model that predicts a "
        + "number, the keys are bounds: {\"<2.5\": \"negative\"}.",
      update: { polarities, value, _ in
        for (label, polarity) in value.objectValue ?? [:] {
          polarities[label] = polarity.stringValue.flatMap(Polarity.init(rawValue:))
        }
      }),
    SettingKey(
      "uncertainBelow", \.uncertainBelow, .number(0...1), for: .topLevel, default: .null,
      "The confidence below which a label is uncertain. Null means the model's own threshold.",
      read: { value, _ in value.doubleValue }),
    SettingKey(
      "inlayHints", \.showsInlayHints, .boolean, for: .topLevel, default: false,
      "Whether inlay hints show the label of every review, in editors that support them.",
      read: { value, _ in value.boolValue }),
    SettingKey(
      "feedback", \.feedback, .text, for: .topLevel, default: .null,
      "The file that stores the reviews that you mark, for later training. Null means "
        + ".sentiment-feedback.jsonl in the open folder, or else beside the document. A .sentiment.json can only name a "
        + "file in its own folder.",
      read: { value, folder in value.stringValue.map { FilePath($0, in: folder ?? ".") } }),
    SettingKey(
      "debounce", \.debounce, .integer(0...10_000), for: .topLevel, default: 50,
      "The delay in milliseconds between the last edit of a document and its analysis.",
      read: { value, _ in value.intValue }),
    SettingKey(
      "severity", \.severities, .object(severityMembers),
      default: .object(JSONObject(uniqueKeysWithValues: severityMembers.map { ($0.name, $0.initial ?? .null) })),
      "Severity per polarity. `mixed` are reviews with such a label, and mixed ones with an uncertain label; other uncertain ones are "
        + "`uncertain`.",
      update: { severities, value, _ in
        for (name, severity) in value.objectValue ?? [:] {
          guard let polarity = Settings.ReportedPolarity(rawValue: name) else { continue }
          severities[polarity] =
            severity.isNull ? Settings().severities[polarity] : severity.stringValue.flatMap(Severity.init(rawValue:))
        }
      }),
    SettingKey(
      "minimumConfidence", \.minimumConfidence, .number(0...1), default: 0.0,
      "The minimum confidence of a finding; less confident reviews are not reported.",
      read: { value, _ in value.doubleValue }),
    SettingKey(
      "minimumLength", \.rules.minimumLength, .integer(0...1000), default: 2,
      "The minimum number of words of a review; shorter ones are skipped. Two ideographs count as one word.",
      read: { value, _ in value.intValue }),
    SettingKey(
      "maximumFindings", \.maximumFindings, .integer(0...1_000_000), default: 10_000,
      "The maximum number of findings per file.", read: { value, _ in value.intValue }),
    SettingKey(
      "languages", \.formats, .list(of: .choice(DocumentFormat.allCases.map(\.rawValue))), for: .topLevel,
      default: ["plaintext", "csv", "tsv", "jsonl"], "The document formats that are analysed.",
      read: { value, _ in
        value.arrayValue.map { Set($0.compactMap { $0.stringValue.flatMap(DocumentFormat.init(rawValue:)) }) }
      }),
    SettingKey(
      "language", \.format, .choice(DocumentFormat.allCases.map(\.rawValue)), for: .filePatterns, default: nil,
      "The format of these files, whatever their extension; they are analysed even if sentiment.languages does not list it.",
      read: { value, _ in value.stringValue.flatMap(DocumentFormat.init(rawValue:)) }),
    SettingKey(
      "encoding", \.encoding, .encoding, default: .null,
      "The encoding of files without a byte-order mark, such as GB18030, WINDOWS-1252, SHIFT_JIS or EUC-KR; auto recognises "
        + "it. Null means UTF-8. Documents that are open in the editor are in the editor's encoding.",
      read: { value, _ in value.stringValue.flatMap { TextEncoding($0) } }),
    SettingKey(
      "exclude", \.exclude, .list(of: .text), for: .topLevel, default: [],
      "Globs of files and folders to skip, such as **/fixtures/**. A glob without a slash matches a name in any folder; other "
        + "globs are relative to the folder of the settings.",
      read: { value, folder in value.arrayValue?.compactMap { $0.stringValue.map { Glob($0, in: folder) } } }),
    SettingKey(
      "ignore", \.rules.ignore, .list(of: .regularExpression), default: [],
      "Regular expressions; a review in which one of them matches is ignored.",
      read: { value, _ in value.arrayValue?.compactMap(\.stringValue) }),
    SettingKey(
      "split", \.rules.split, .choice(ReviewRules.Split.allCases.map(\.rawValue)), default: "auto",
      "The unit of plain text that is one review: line, paragraph, whole (the document), or auto (a paragraph if lines are "
        + "hard-wrapped, otherwise a line).",
      read: { value, _ in value.stringValue.flatMap(ReviewRules.Split.init(rawValue:)) }),
    SettingKey(
      "column", \.rules.columns, .either([column, .list(of: column)]), default: [],
      "The table columns, by name or by number from 1, and the JSON keys that contain reviews. If empty, they are detected.",
      read: { value, _ in (value.arrayValue ?? [value]).compactMap { $0.stringValue ?? $0.intValue.map(String.init) } }),
  ]

  private static let column = SettingShape.either([.text, .integer(1...100_000)])

  private static let severityMembers = Settings.ReportedPolarity.allCases.map { polarity in
    let reviews =
      switch polarity {
      case .none: "reviews whose polarity is unknown"
      case .mixed: "mixed reviews, which praise and blame, without another certain label"
      default: "\(polarity.rawValue) reviews"
      }
    return SettingShape.Member(
      name: polarity.rawValue, shape: .choice(Severity.allCases.map(\.rawValue) + ["off"]),
      description: "Severity of \(reviews); off does not report them.",
      initial: .string(Settings().severities[polarity]?.rawValue ?? "off"))
  }

  private static let files = SettingKey(
    "files", \.patterns, .table(of: .object(keysOfFilePatterns.map(\.member.withoutDefault))), for: .topLevel,
    default: [:],
    "Settings for the files that match a glob, as in sentiment.exclude: {\"**/reviews/*.csv\": {\"column\": \"body\"}}. If "
      + "several globs match, the last one wins. Files with a language here are analysed even if sentiment.languages does "
      + "not list it.",
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

  /// Resolves the path of a model against the folder of the settings; leaves a name unchanged.
  private static func modelPath(_ name: String, _ folder: FilePath?) -> String {
    guard ModelName.isPath(name) else { return name }
    return folder.map { FilePath(name, in: $0).text } ?? name.expandingHome()
  }
}

extension SettingShape.Member {
  /// The member under a pattern of `files`, where a missing key leaves the other settings in effect.
  fileprivate var withoutDefault: SettingShape.Member {
    var member = self
    member.initial = nil
    return member
  }
}

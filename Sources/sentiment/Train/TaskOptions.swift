import ArgumentParser
import BERT
import JSON
import Reviews
import Training

/// The options for further heads.
struct TaskOptions: ParsableArguments {
  @Option(
    name: .customLong("task"),
    help: ArgumentHelp(
      "Further head to train in the same pass, and its training file; repeatable, also for more files of one head. Kinds: exclusive, independent, number, spans.",
      valueName: "name:kind=file"))
  var files: [String] = []
  @Option(
    name: .customLong("task-validation"),
    help: ArgumentHelp("Validation file of a further head; repeatable.", valueName: "name=file"))
  var validationFiles: [String] = []
  @Option(
    help: ArgumentHelp(
      "Further heads with all their settings, as under \"tasks\" in the file of --config.", valueName: "json"))
  var tasks: String?

  var isEmpty: Bool { files.isEmpty && tasks == nil }

  func validate() throws { _ = try settings }

  /// The settings of all further heads, those of `tasks` first.
  var settings: [TaskSettings] {
    get throws {
      var settings = try tasks.map { try TaskFile($0).settings } ?? []
      for argument in files {
        let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
        let head = (parts.first ?? "").split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2, head.count == 2, let kind = TaskHead.Kind(name: head[1]) else {
          throw ValidationError(
            "--task takes NAME:KIND=FILE with one of the kinds "
              + "\(TaskHead.Kind.allCases.map(\.rawValue).joined(separator: ", ")), got \(argument)")
        }
        if let index = settings.firstIndex(where: { $0.name == head[0] }) {
          guard settings[index].kind == kind else {
            throw ValidationError(
              "--task \(argument): the kind of \(head[0]) is \(settings[index].kind.rawValue) elsewhere; give each head one kind"
            )
          }
          settings[index].train.append(parts[1])
        } else {
          settings.append(TaskSettings(name: head[0], kind: kind, train: [parts[1]]))
        }
      }
      for argument in validationFiles {
        let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2, let index = settings.firstIndex(where: { $0.name == parts[0] }) else {
          throw ValidationError("--task-validation takes NAME=FILE with the name of a --task, got \(argument)")
        }
        guard settings[index].validation == nil else {
          throw ValidationError("--task-validation \(argument): \(parts[0]) has a validation file already; give one")
        }
        settings[index].validation = parts[1]
      }
      return settings
    }
  }
}

/// The object under "tasks" of a configuration file: the settings of each head under its name.
private struct TaskFile {
  var settings: [TaskSettings] = []

  init(_ text: String) throws {
    let json: JSONValue
    do { json = try JSONValue(parsing: text) } catch { throw ValidationError("tasks: \(error)") }
    guard let object = json.objectValue else {
      throw ValidationError("tasks: expected an object that maps the name of each head to its settings")
    }
    for (name, value) in object {
      guard let members = value.objectValue else {
        throw ValidationError("tasks: \"\(name)\" should be an object with \"kind\" and \"train\"")
      }
      settings.append(try Self.settings(name, members))
    }
  }

  private static func settings(_ name: String, _ members: JSONObject) throws -> TaskSettings {
    func wrong(_ key: String, _ expectation: String) -> ValidationError {
      ValidationError(
        "tasks: \"\(key)\" of \(name) should \(expectation), is \((members[key] ?? .null).serialized().excerpt(200))")
    }
    func string(_ key: String) throws -> String? {
      guard let value = members[key], !value.isNull else { return nil }
      guard let text = value.stringValue else { throw wrong(key, "be a string") }
      return text
    }
    func number(_ key: String) throws -> Double? {
      guard let value = members[key], !value.isNull else { return nil }
      guard let number = value.doubleValue else { throw wrong(key, "be a number") }
      return number
    }
    func strings(_ key: String) throws -> [String]? {
      guard let value = members[key], !value.isNull else { return nil }
      let texts = (value.arrayValue ?? [value]).compactMap(\.stringValue)
      guard texts.count == value.arrayValue?.count ?? 1 else { throw wrong(key, "be a string or a list of strings") }
      return texts
    }
    let known: Set = [
      "kind", "train", "validation", "text_column", "label_column", "labels", "weight", "share", "class_weights",
      "label_smoothing", "uncertain_label", "header",
    ]
    if let unknown = members.keys.first(where: { !known.contains($0) }) {
      throw ValidationError(
        "tasks: unknown key \"\(unknown)\" of \(name); the keys are \(known.sorted().joined(separator: ", "))")
    }
    guard let kind = try string("kind").flatMap(TaskHead.Kind.init(name:)) else {
      throw wrong("kind", "be one of \(TaskHead.Kind.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    var settings = TaskSettings(name: name, kind: kind, train: try strings("train") ?? [])
    settings.validation = try string("validation")
    (settings.columns.text, settings.columns.label) = (try string("text_column"), try string("label_column"))
    if let header = members["header"] {
      guard let header = header.boolValue else { throw wrong("header", "be true or false") }
      settings.columns.hasHeader = header
    }
    settings.labels = try strings("labels")
    settings.weight = try number("weight") ?? 1
    settings.share = try number("share")
    settings.labelSmoothing = try number("label_smoothing") ?? 0
    settings.uncertainLabel = try string("uncertain_label")
    if let weights = members["class_weights"], !weights.isNull {
      let numbers = (weights.arrayValue ?? []).compactMap(\.doubleValue).filter { $0 > 0 }
      if weights == "balanced" {
        settings.classWeights = .balanced
      } else if !numbers.isEmpty, numbers.count == weights.arrayValue?.count {
        settings.classWeights = .numbers(numbers)
      } else {
        throw wrong("class_weights", "be \"balanced\" or a list of numbers above 0")
      }
    }
    return settings
  }
}

import ArgumentParser
import Files
import JSON
import Reviews
import SentimentAnalysis

/// Turns the keys of `--config FILE.json` into arguments of a command.
///
/// The file can set every option of the command by its own name, with underscores, or by its name in transformers. Options on
/// the command line override the file.
struct ConfigurationFile {
  /// An option in the help dump of argument-parser.
  private struct Option: Decodable {
    struct Name: Decodable { var name: String }
    var kind: String
    var names: [Name]?
    var isRepeating: Bool
  }
  private struct Tool: Decodable {
    struct Command: Decodable { var arguments: [Option]? }
    var command: Command
  }

  private let path: String
  private let options: [String: Option]
  private let given: [String]

  /// Inserts the arguments of the file between the command's name and the user's arguments.
  ///
  /// - Throws: a `ValidationError` that names the file and the key.
  static func expand(_ arguments: [String], of command: (some ParsableCommand).Type) throws -> [String] {
    guard let index = arguments.firstIndex(where: { $0 == "--config" || $0.hasPrefix("--config=") }) else {
      return arguments
    }
    let parts = arguments[index].split(separator: "=", maxSplits: 1)
    let next = arguments.index(after: index)
    guard let path = parts.count == 2 ? String(parts[1]) : arguments.indices.contains(next) ? arguments[next] : nil
    else { return arguments }
    let file = try ConfigurationFile(path: path, given: arguments, options: command._dumpHelp())
    return arguments.prefix(1) + (try file.arguments()) + arguments.dropFirst()
  }

  private init(path: String, given: [String], options description: String) throws {
    self.path = path
    self.given = given.filter { $0.hasPrefix("--") }.map { String($0.dropFirst(2).prefix { $0 != "=" }) }
    let tool = try JSONValue(parsing: description).decoded(as: Tool.self)
    var options: [String: Option] = [:]
    for option in tool.command.arguments ?? [] {
      for name in option.names ?? [] where name.name.count > 1 { options[name.name] = option }
    }
    self.options = options
  }

  private func arguments() throws -> [String] {
    let json: JSONValue
    let bytes = try InputFile.bytes(ofStream: FilePath(text: path))
    do { json = try JSONValue(parsing: bytes) } catch { throw ValidationError("\(path): \(error)") }
    guard var object = json.objectValue else { throw ValidationError("\(path): expected a JSON object of options") }
    if let nested = object["model_config"]?.objectValue {
      // Files of training services have the options in this object and the model's family outside.
      for key in ["model", "model_config"] { object[key] = nil }
      for (key, value) in nested { object[key] = value }
    }
    let all = try object.flatMap { key, value in value.isNull ? [] : try arguments(key, value) }
    // Positive flags come last and win, since "fp16" and "bf16" set the same flag and at most one of them is true.
    return all.filter { $0.hasPrefix("--no-") } + all.filter { !$0.hasPrefix("--no-") }
  }

  private func arguments(_ key: String, _ value: JSONValue) throws -> [String] {
    if let expected = ConfigurationKeys.fixed[key] {
      guard expected.contains(where: { $0 == value || $0.intValue != nil && $0.intValue == value.intValue }) else {
        throw ValidationError(
          "\(path): \"\(key)\": \(value.serialized()) is not supported; it can only be "
            + expected.map { $0.serialized() }.joined(separator: " or "))
      }
      return value == "group_by_length" ? ["--group-by-length"] : []
    }
    if let reason = ConfigurationKeys.unsupported[key] {
      throw ValidationError("\(path): \"\(key)\": \(value.serialized()) is not supported: \(reason)")
    }
    // In transformers, "label_names" are the model's input arguments that hold the labels.
    let namesInputs = key == "label_names" && (value == ["labels"] || value == ["label"])
    if ConfigurationKeys.ignored.contains(key) || namesInputs { return [] }
    if key == "tasks" { return given.contains("tasks") ? [] : ["--tasks=\(value.serialized())"] }
    let plain = key.replacing("_", with: "-")
    let name = ConfigurationKeys.otherNames[plain] ?? plain
    guard name != "config", let option = options[name] else {
      let nearest = (Array(options.keys) + ConfigurationKeys.otherNames.keys).map { ($0.distance(to: plain), $0) }.min(
        by: <)
      // A name that differs in more than a quarter of its letters is not suggested.
      let guess = nearest.flatMap { $0.0 <= max(1, plain.count / 4) ? $0.1.replacing("-", with: "_") : nil }
      let hint = guess.map { "; did you mean \"\($0)\"?" } ?? "; sentiment train --help lists all options"
      throw ValidationError("\(path): unknown key \"\(key)\"\(hint)")
    }
    let names = (option.names ?? []).map(\.name)
    if names.contains(where: given.contains) { return [] }
    if option.kind == "flag" {
      guard let isOn = value.boolValue else {
        throw ValidationError("\(path): \"\(key)\" must be true or false, not \(value.serialized())")
      }
      if isOn { return ["--\(name)"] }
      return options["no-\(name)"] == nil ? [] : ["--no-\(name)"]
    }
    if name == "report-to", value == [] { return ["--\(name)=none"] }
    let texts = try (value.arrayValue ?? [value]).map { try text($0, key) }
    // Some training services write `"early_stopping": true`.
    if name == "early-stopping-patience", let bool = value.boolValue { return bool ? ["--\(name)=1"] : [] }
    return option.isRepeating ? texts.map { "--\(name)=\($0)" } : ["--\(name)=\(texts.joined(separator: ","))"]
  }

  private func text(_ value: JSONValue, _ key: String) throws -> String {
    if let text = value.stringValue { return text }
    if let whole = value.intValue { return "\(whole)" }  // 32.0 is a whole number, too
    guard value.arrayValue == nil, value.objectValue == nil else {
      throw ValidationError("\(path): \"\(key)\" must be a string or a number, not \(value.serialized())")
    }
    return value.serialized()
  }
}

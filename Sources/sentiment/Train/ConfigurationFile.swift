import ArgumentParser
import Files
import JSON
import Reviews
import SentimentAnalysis

/// Reads `--config FILE.json` of a command as if its keys stood on the command line.
///
/// Whatever option the command has can stand in the file, under its own name or, with underscores, under transformers'. What
/// the command line gives goes before the file.
struct ConfigurationFile {
  /// An option as argument-parser describes it.
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

  /// The arguments with those of the file in front of the user's own, behind the command's name.
  ///
  /// - Throws: `ValidationError` that names the file and the key.
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
    let bytes = try InputFile.bytes(ofStream: FilePath(path))
    do { json = try JSONValue(parsing: bytes) } catch { throw ValidationError("\(path): \(error)") }
    guard var object = json.objectValue else { throw ValidationError("\(path): expected a JSON object of options") }
    if let nested = object["model_config"]?.objectValue {
      // The form that training services write: the family outside, what matters inside.
      for key in ["model", "model_config"] { object[key] = nil }
      for (key, value) in nested { object[key] = value }
    }
    let all = try object.flatMap { key, value in value.isNull ? [] : try arguments(key, value) }
    // Of two names for one flag, that which is on counts: "fp16" is false where "bf16" is true.
    return all.filter { $0.hasPrefix("--no-") } + all.filter { !$0.hasPrefix("--no-") }
  }

  private func arguments(_ key: String, _ value: JSONValue) throws -> [String] {
    if let expected = ConfigurationKeys.facts[key] {
      guard expected.contains(where: { $0 == value || $0.intValue != nil && $0.intValue == value.intValue }) else {
        throw ValidationError(
          "\(path): \"\(key)\" is \(value.serialized()); here it can only be "
            + expected.map { $0.serialized() }.joined(separator: " or "))
      }
      return value == "group_by_length" ? ["--group-by-length"] : []
    }
    if let reason = ConfigurationKeys.refused[key] {
      throw ValidationError("\(path): \"\(key)\" is \(value.serialized()), and cannot be had: \(reason)")
    }
    // To transformers, the names of a model's inputs that hold labels.
    let isOfInputs = key == "label_names" && (value == ["labels"] || value == ["label"])
    if ConfigurationKeys.needless.contains(key) || isOfInputs { return [] }
    let plain = key.replacing("_", with: "-")
    let name = ConfigurationKeys.otherNames[plain] ?? plain
    guard name != "config", let option = options[name] else {
      let nearest = (Array(options.keys) + ConfigurationKeys.otherNames.keys).map { ($0.distance(to: plain), $0) }.min(
        by: <)
      // What differs in more than every fourth letter is another word.
      let guess = nearest.flatMap { $0.0 <= max(1, plain.count / 4) ? $0.1.replacing("-", with: "_") : nil }
      let hint = guess.map { "; did you mean \"\($0)\"?" } ?? "; sentiment train --help names those that there are"
      throw ValidationError("\(path): unknown key \"\(key)\"\(hint)")
    }
    let names = (option.names ?? []).map(\.name)
    if names.contains(where: given.contains) { return [] }
    if option.kind == "flag" {
      guard let isOn = value.boolValue else {
        throw ValidationError("\(path): \"\(key)\" should be true or false, is \(value.serialized())")
      }
      if isOn { return ["--\(name)"] }
      return options["no-\(name)"] == nil ? [] : ["--no-\(name)"]
    }
    if name == "report-to", value == [] { return ["--\(name)=none"] }
    let texts = try (value.arrayValue ?? [value]).map { try text($0, key) }
    // The second seed's service says `"early_stopping": true`.
    if name == "early-stopping-patience", let bool = value.boolValue { return bool ? ["--\(name)=1"] : [] }
    return option.isRepeating ? texts.map { "--\(name)=\($0)" } : ["--\(name)=\(texts.joined(separator: ","))"]
  }

  private func text(_ value: JSONValue, _ key: String) throws -> String {
    if let text = value.stringValue { return text }
    if let whole = value.intValue { return "\(whole)" }  // 32.0, too, where a whole number is asked for
    guard value.arrayValue == nil, value.objectValue == nil else {
      throw ValidationError("\(path): \"\(key)\" should be a text or a number, is \(value.serialized())")
    }
    return value.serialized()
  }
}

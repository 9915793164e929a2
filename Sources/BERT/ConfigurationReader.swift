import JSON
import Tensors

/// Reads the values of `config.json`. Errors name file and key.
struct ConfigurationReader {
  /// Limits the size of the head, whatever a file claims.
  static let maximumLabels = 1 << 16
  private static let activations: [String: Activation] = [
    "gelu": .gelu, "gelu_python": .gelu, "gelu_new": .geluTanh, "gelu_pytorch_tanh": .geluTanh, "gelu_fast": .geluTanh,
    "gelu_accurate": .geluTanh, "relu": .relu, "silu": .silu, "swish": .silu, "tanh": .tanh,
  ]

  var object: JSONObject
  var path: String

  func family() throws(CheckpointError) -> Family {
    let families = Family.allCases.map { ($0.rawValue, $0) }
    guard let value = object["model_type"] else {
      let names = families.map { "\"\($0.0)\"" }.joined(separator: ", ")
      throw CheckpointError("\(path): the key \"model_type\" is missing; add the family of the model: \(names)")
    }
    return try choice("model_type", value, among: families)
  }

  func activation(_ key: String) throws(CheckpointError) -> Activation {
    guard let value = object[key] else { return .gelu }
    return try choice(key, value, among: Self.activations.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
  }

  func problem(labelCount: Int) throws(CheckpointError) -> Problem {
    guard let value = object["problem_type"], !value.isNull else { return .assumed(labelCount: labelCount) }
    let problem = try choice("problem_type", value, among: Problem.allCases.map { ($0.rawValue, $0) })
    guard problem != .singleLabel || labelCount > 1 else {
      throw CheckpointError(
        "\(path): \"problem_type\" is \"\(problem.rawValue)\", which needs two labels; with one it is a \"regression\"")
    }
    return problem
  }

  /// One of several values, which a missing key replaces by the default.
  func choice<Value>(
    _ key: String, default fallback: Value, among choices: [(name: String, value: Value)]
  ) throws(CheckpointError) -> Value {
    guard let value = object[key], !value.isNull else { return fallback }
    return try choice(key, value, among: choices)
  }

  /// A switch that is off without a value.
  func flag(_ key: String) throws(CheckpointError) -> Bool {
    guard let value = object[key], !value.isNull else { return false }
    guard let flag = value.boolValue else {
      throw CheckpointError("\(path): \"\(key)\" should be true or false, is \(value.serialized())")
    }
    return flag
  }

  private func choice<Value>(
    _ key: String, _ value: JSONValue, among choices: [(name: String, value: Value)]
  ) throws(CheckpointError) -> Value {
    if let choice = choices.first(where: { value == .string($0.name) }) { return choice.value }
    let names = choices.map { "\"\($0.name)\"" }.joined(separator: ", ")
    throw CheckpointError(
      "\(path): \"\(key)\" is \(value.serialized()), which is not supported; supported are \(names)")
  }

  /// Checks that a key, if present, has the only supported value.
  func expect(_ key: String, _ supported: JSONValue) throws(CheckpointError) {
    guard let value = object[key], !value.isNull, value != supported else { return }
    throw CheckpointError(
      "\(path): \"\(key)\" is \(value.serialized()), which is not supported; supported is \(supported.serialized())")
  }

  func size(_ keys: [String], default fallback: Int) throws(CheckpointError) -> Int {
    guard let key = keys.first(where: { object[$0] != nil }), let value = object[key] else { return fallback }
    // The bound keeps every product of two sizes within Int, whatever a file claims.
    guard let size = value.intValue, (1...(1 << 24)).contains(size) else {
      throw CheckpointError(
        "\(path): \"\(key)\" should be a whole number from 1 to \(1 << 24), is \(value.serialized())")
    }
    return size
  }

  func number(_ key: String, default fallback: Float, in range: ClosedRange<Double>) throws(CheckpointError) -> Float {
    guard let value = object[key], !value.isNull else { return fallback }
    guard let number = value.doubleValue, range.contains(number) else {
      throw CheckpointError("\(path): \"\(key)\" should be a number in \(range), is \(value.serialized())")
    }
    return Float(number)
  }

  /// Nil if the file has null, which RoBERTa's families do not support.
  func paddingID(_ family: Family, vocabularySize: Int, positionCount: Int) throws(CheckpointError) -> Int? {
    let value = object["pad_token_id"] ?? .integer(Int64(family.traits.paddingID))
    guard family.traits.countsPositionsFromPadding else {
      if value.isNull { return nil }
      // A negative id counts from the end, as in PyTorch's `Embedding`.
      guard let id = value.intValue, (-vocabularySize..<vocabularySize).contains(id) else {
        throw CheckpointError(
          "\(path): \"pad_token_id\" is \(value.serialized()), which is not a token id; it should be below vocab_size, "
            + "\(vocabularySize), or null")
      }
      return id < 0 ? id + vocabularySize : id
    }
    guard let id = value.intValue, (0..<min(vocabularySize, positionCount - 1)).contains(id) else {
      throw CheckpointError(
        "\(path): \"pad_token_id\" is \(value.serialized()), but positions are counted from it; it should be a token id "
          + "below \(min(vocabularySize, positionCount - 1))")
    }
    return id
  }

  /// `id2label` in the order of its keys, which are strings in JSON; LABEL_0 … without it.
  func labels() throws(CheckpointError) -> [String] {
    let names = try labelNames()
    guard let value = object["num_labels"], !value.isNull else { return names ?? Self.labels(2) }
    let count = try size(["num_labels"], default: 2)
    guard count <= Self.maximumLabels else {
      throw CheckpointError("\(path): \"num_labels\" is \(count); a model may have up to \(Self.maximumLabels) labels")
    }
    guard let names else { return Self.labels(count) }
    guard names.count == count else {
      throw CheckpointError(
        "\(path): \"num_labels\" is \(count), but \"id2label\" names \(names.count) labels; remove \"num_labels\", or name "
          + "as many labels as the classifier has rows")
    }
    return names
  }

  private static func labels(_ count: Int) -> [String] { (0..<count).map { "LABEL_\($0)" } }

  private func labelNames() throws(CheckpointError) -> [String]? {
    guard let value = object["id2label"], !value.isNull else { return nil }
    guard let map = value.objectValue, (1...Self.maximumLabels).contains(map.count) else {
      throw CheckpointError(
        "\(path): \"id2label\" should map \"0\", \"1\" … to at least one name, at most \(Self.maximumLabels)")
    }
    var names: Set<String> = []
    return try (0..<map.count).map { index throws(CheckpointError) in
      guard let label = map[String(index)]?.stringValue else {
        throw CheckpointError("\(path): \"id2label\" has \(map.count) keys, but does not map \"\(index)\" to a name")
      }
      guard names.insert(label).inserted else {
        throw CheckpointError(
          "\(path): \"id2label\" has the name \"\(label)\" twice; give each label a different name")
      }
      return label
    }
  }
}

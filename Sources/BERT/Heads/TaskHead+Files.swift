import Files
import JSON
import Tensors

// A model folder has a folder `heads/NAME` for each further head, with `config.json` and `model.safetensors`. Transformers does
// not look there, and reads the model as before.

extension TaskHead {
  /// The folder of further heads in a model folder.
  public static let folder = "heads"
  /// The files of a head.
  public static let files = ["config.json", "model.safetensors"]

  /// Reads the heads of a model folder, by name.
  static func all(
    inModel folder: String, _ configuration: Configuration, in context: PassContext
  ) throws(CheckpointError) -> (heads: [TaskHead], warnings: [String]) {
    let path = FilePath(text: folder).appending(Self.folder)
    guard FileStatus(path)?.kind == .folder else { return ([], []) }
    let names = try CheckpointError.wrapping { try Folder.names(in: path) }
    var (heads, warnings): ([TaskHead], [String]) = ([], [])
    for name in names.filter({ FileStatus(path.appending($0))?.kind == .folder }).map(\.string).sorted()
    where !name.hasPrefix(".") {
      guard isName(name) else {
        throw CheckpointError("\(path)/\(name.debugDescription): the name of a head should be \(nameRule)")
      }
      let (head, warning) = try read(folder: "\(path.text)/\(name)", name: name, configuration, in: context)
      heads.append(head)
      if let warning { warnings.append(warning) }
    }
    return (heads, warnings)
  }

  /// Whether this can name a head, and thus a folder.
  public static func isName(_ name: String) -> Bool {
    name.utf8.count <= 64 && name.first?.isASCII == true && name.first?.isLetter == true
      && name.utf8.allSatisfy {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || isLetter($0) || "_-".utf8.contains($0)
      }
  }

  /// The end of a sentence about a name that is not valid.
  public static let nameRule = "a letter, followed by at most 63 letters, digits, - and _"

  /// The end of a sentence about tags of which none is outside of spans.
  static let tagRule = "tags such as \"O\", \"B-positive\" and \"I-positive\"; \"O\" is outside of spans"

  private static func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) }

  private static func read(
    folder: String, name: String, _ configuration: Configuration, in context: PassContext
  ) throws(CheckpointError) -> (head: TaskHead, warning: String?) {
    let path = folder + "/config.json"
    let json = try readJSON(path: path)
    guard let object = json.objectValue else { throw CheckpointError("\(path): expected a JSON object") }
    let reader = TaskHeadReader(object: object, path: path)
    let kind = try reader.kind()
    let labels = try reader.labels(kind)
    var head = TaskHead(unfilled: name, kind, labels: labels, width: configuration.hiddenSize)
    (head.temperature, head.thresholds) = (try reader.temperature(), try reader.thresholds(kind, labels))
    head.mixedAbove = try reader.mixedAbove(kind)
    let file = try SafetensorsFile(path: folder + "/model.safetensors")
    // Checked before the weights are allocated, whatever the labels claim.
    try file.check(tensor + ".weight", shape: [labels.count, configuration.hiddenSize])
    try file.check(tensor + ".bias", shape: [labels.count])
    var weight = Matrix(rows: labels.count, columns: configuration.hiddenSize)
    var bias = Matrix(rows: 1, columns: labels.count)
    try file.read(
      tensor + ".weight", shape: [weight.rows, weight.columns], into: &weight, part: 0, of: 1, in: context)
    try file.read(tensor + ".bias", shape: [labels.count], into: &bias, part: 0, of: 1, in: context)
    head.classifier = Linear(weight: weight, bias: bias)
    let unused = file.tensors.keys.filter { !$0.hasPrefix(tensor + ".") }.min()
    return (head, unused.map { "\(file.path): the tensor \"\($0)\" is not part of a head and not used" })
  }

  /// Writes the head into a model folder, in float32 whatever the precision of the model.
  func save(inModel folder: String, _ parameters: [(parameter: Parameter, value: Matrix)]) throws(CheckpointError) {
    let path = FilePath(text: folder).appending(Self.folder).appending(name)
    try CheckpointError.wrapping { try Folder.make(path) }
    let own = parameters.map { parameter, value in
      var parameter = parameter
      parameter.tensors = [Self.tensor + (parameter.isVector ? ".bias" : ".weight")]
      return (parameter, value)
    }
    try SafetensorsWriter(path: path.text + "/model.safetensors").write(own)
    try CheckpointError.wrapping {
      try OutputFile.write(JSONValue.object(json).fileBytes, to: path.appending("config.json"))
    }
  }

  /// The content of its `config.json`.
  private var json: JSONObject {
    var object: JSONObject = ["kind": .string(kind.rawValue), "labels": .array(labels.map { .string($0) })]
    if temperature != 1 { object["temperature"] = .double(temperature) }
    object["thresholds"] = thresholds.map { .array($0.map { .double($0) }) }
    object["mixed_above"] = mixedAbove.map { .double($0) }
    return object
  }
}

/// Reads the `config.json` of a head. Errors name file and key.
private struct TaskHeadReader {
  var object: JSONObject
  var path: String

  func kind() throws(CheckpointError) -> TaskHead.Kind {
    if let kind = object["kind"]?.stringValue.flatMap(TaskHead.Kind.init(name:)) { return kind }
    throw wrong("kind", "be one of " + TaskHead.Kind.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", "))
  }

  func labels(_ kind: TaskHead.Kind) throws(CheckpointError) -> [String] {
    let named = object["labels"] == nil && object["id2label"] != nil
    let values =
      named
      ? try ConfigurationReader(object: object, path: path).labels().map { .string($0) }
      : object["labels"]?.arrayValue ?? []
    guard !values.isEmpty else { throw wrong("labels", "list the names of the outputs") }
    let labels = values.compactMap(\.stringValue)
    guard labels.count == values.count, (1...ConfigurationReader.maximumLabels).contains(labels.count),
      Set(labels).count == labels.count, kind != .exclusive || labels.count > 1
    else { throw wrong("labels", "list different names, at least \(kind == .exclusive ? "two" : "one")") }
    guard kind != .spans || labels.contains("O") else { throw wrong("labels", "list \(TaskHead.tagRule)") }
    return labels
  }

  func temperature() throws(CheckpointError) -> Double {
    guard let value = object["temperature"] else { return 1 }
    guard let number = value.doubleValue, (0.001...1000).contains(number) else {
      throw wrong("temperature", "be a number from 0.001 to 1000")
    }
    return number
  }

  func thresholds(_ kind: TaskHead.Kind, _ labels: [String]) throws(CheckpointError) -> [Double]? {
    guard let value = object["thresholds"], !value.isNull, kind == .independent else { return nil }
    let numbers = (value.arrayValue ?? []).compactMap(\.doubleValue).filter { $0 > 0 && $0 < 1 }
    guard numbers.count == labels.count, value.arrayValue?.count == labels.count else {
      throw wrong("thresholds", "list a number between 0 and 1 for each label")
    }
    return numbers
  }

  func mixedAbove(_ kind: TaskHead.Kind) throws(CheckpointError) -> Double? {
    guard let value = object["mixed_above"], !value.isNull, kind == .spans else { return nil }
    guard let number = value.doubleValue, (0...1).contains(number) else {
      throw wrong("mixed_above", "be a number from 0 to 1")
    }
    return number
  }

  private func wrong(_ key: String, _ expectation: String) -> CheckpointError {
    CheckpointError("\(path): \"\(key)\" should \(expectation), is \((object[key] ?? .null).serialized().excerpted)")
  }
}

extension String {
  /// At most a hundred characters.
  fileprivate var excerpted: String { count > 100 ? prefix(100) + "…" : self }
}

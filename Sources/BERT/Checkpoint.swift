import Files
import JSON
public import Tensors

/// A loaded model folder in Hugging Face layout.
public struct Checkpoint: Sendable {
  /// The model.
  public private(set) var classifier: SequenceClassifier
  /// Sentences about unused tensors and about a missing head that was initialised at random.
  public let warnings: [String]
  /// The types of the weights in the files, by the format's names, such as `F32` and `F16`.
  public let precisions: [String]
  /// The size of the weight files, in bytes.
  public let byteCount: Int

  /// Reads `config.json` and the weights: `model.safetensors`, or the shards of `model.safetensors.index.json`.
  ///
  /// - Parameters:
  ///   - labels: the labels to learn, in place of those in `config.json`.
  ///   - problem: the problem to learn, in place of the one in `config.json`.
  ///   - seed: initialises a head that is missing or has another number of labels, for a training. Without a seed, a missing
  ///     head is an error.
  public init(
    folder: String, labels: [String]? = nil, problem: Problem? = nil, freshHead seed: UInt64? = nil,
    in context: PassContext = PassContext()
  ) throws(CheckpointError) {
    var configuration = try Configuration(folder: folder)
    let tags = configuration.tags
    if let labels, !labels.isEmpty {
      if labels.count != configuration.labels.count { configuration.problem = .assumed(labelCount: labels.count) }
      configuration.labels = labels
    }
    if let problem { configuration.problem = problem }
    let tensors = try StoredTensors(folder: folder, configuration)
    try tensors.checkLayers(configuration)
    let initialized = try tensors.missingHead(configuration, folder: folder, mayInitialize: seed != nil)
    func isInitialized(_ parameter: Parameter) -> Bool {
      initialized.contains { parameter.tensors[0].hasPrefix($0 + ".") }
    }
    var classifier = SequenceClassifier(unfilled: configuration)
    if !tags.isEmpty {
      guard tags.contains("O") else {
        throw CheckpointError(
          "\(folder)/config.json: \"id2label\" should name \(TaskHead.tagRule)")
      }
      classifier.taskHeads = [
        TaskHead(unfilled: TaskHead.ofTags, .spans, labels: tags, width: configuration.hiddenSize)
      ]
    }
    try classifier.forEachParameter { (parameter: Parameter, _: inout Matrix) throws(CheckpointError) in
      if !isInitialized(parameter) { try tensors.check(parameter.stored) }
    }
    try tensors.checkMemory(for: classifier.parameterCount)
    var random = NormalDistribution(seed: seed ?? 0)
    var used: Set<String> = []
    try classifier.forEachParameter { (parameter: Parameter, value: inout Matrix) throws(CheckpointError) in
      used.formUnion(parameter.stored.tensors)
      value = Matrix(rows: parameter.rows, columns: parameter.columns)
      if isInitialized(parameter) {
        guard !parameter.isVector else {  // biases start at zero, the scale of a norm at one
          if parameter.tensors[0].hasSuffix("norm.weight") { value.fill(1) }
          return
        }
        value = random.matrix(rows: value.rows, columns: value.columns, deviation: configuration.initializerRange)
      } else {
        try tensors.read(parameter.stored, into: &value, in: context)
      }
    }
    used.formUnion(used.filter { tensors.type(of: $0) == "I8" }.map { $0 + SafetensorsFile.scaleSuffix })
    let further = try TaskHead.all(inModel: folder, configuration, in: context)
    if let own = classifier.taskHeads.first, further.heads.contains(where: { $0.name == own.name }) {
      throw CheckpointError(
        "\(folder)/\(TaskHead.folder)/\(own.name): the model's own head has this name, too; rename the folder")
    }
    classifier.taskHeads += further.heads
    self.classifier = classifier
    warnings =
      tensors.warnings(used: used) + tensors.warnings(initialized: initialized, configuration, folder: folder)
      + further.warnings
    precisions = Set(used.compactMap { tensors.type(of: $0) }).sorted()
    byteCount = tensors.byteCount
  }

  /// Packs the encoder's weights for inference.
  public mutating func pack(as precision: PackedFactor.Precision, in context: PassContext) {
    classifier.pack(as: precision, in: context)
  }
}

extension Parameter {
  /// The parameter as a model's own files have it, which may hold one further head.
  fileprivate var stored: Parameter {
    guard case .task = part else { return self }
    var copy = self
    copy.tensors = [TaskHead.tensor + (isVector ? ".bias" : ".weight")]
    return copy
  }
}

extension SequenceClassifier {
  /// Reads a model folder. `Checkpoint` has more information about the folder.
  public init(
    folder: String, labels: [String]? = nil, problem: Problem? = nil, freshHead seed: UInt64? = nil,
    in context: PassContext = PassContext()
  ) throws(CheckpointError) {
    self = try Checkpoint(folder: folder, labels: labels, problem: problem, freshHead: seed, in: context).classifier
  }

  /// Writes `config.json` and `model.safetensors`, which transformers can read unless they are int8, and `heads`.
  ///
  /// - Parameter encoding: `.float32`, `.float16` at half the size, or `.int8` at a quarter, which only this program reads.
  /// - Throws: `CheckpointError` with the path, and with the tensor that the encoding cannot store.
  public func save(folder: String, as encoding: Matrix.Encoding = .float32) throws(CheckpointError) {
    func isInOwnFiles(_ parameter: Parameter) -> Bool {
      guard case .task(let index) = parameter.part else { return true }
      return configuration.ownsTags(taskHeads[index])
    }
    try SafetensorsWriter(path: folder + "/model.safetensors", encoding: encoding)
      .write(parameters.filter { isInOwnFiles($0.parameter) })
    try saveTaskHeads(Set(taskHeads.indices), folder: folder)
    try configuration.save(folder: folder, dtype: encoding.rawValue)
  }

  /// Writes further heads, given by their indices, into a model folder, and leaves its other files.
  public func saveTaskHeads(_ indices: Set<Int>, folder: String) throws(CheckpointError) {
    for (index, head) in taskHeads.enumerated() where indices.contains(index) && !configuration.ownsTags(head) {
      try head.save(inModel: folder, parameters.filter { $0.parameter.part == .task(index) })
    }
  }
}

extension Configuration {
  /// Reads the `config.json` of a model folder.
  public init(folder: String) throws(CheckpointError) {
    let path = folder + "/config.json"
    try self.init(readJSON(path: path), path: path)
  }

  /// Writes the `config.json` of a classifier with weights of this type.
  func save(folder: String, dtype: String) throws(CheckpointError) {
    let bytes = json(dtype: dtype).fileBytes
    try CheckpointError.wrapping { try OutputFile.write(bytes, to: FilePath(text: folder + "/config.json")) }
  }
}

/// Parses a small JSON file of a model folder.
func readJSON(path: String) throws(CheckpointError) -> JSONValue {
  let bytes = try CheckpointError.wrapping {
    let file = try InputFile(FilePath(text: path))
    try file.requireContent()
    return try file.bytes(atMost: 1 << 24)
  }
  do throws(JSONError) {
    return try JSONValue(parsing: consume bytes, limits: .settings)
  } catch {
    throw CheckpointError("\(path): \(error)")
  }
}

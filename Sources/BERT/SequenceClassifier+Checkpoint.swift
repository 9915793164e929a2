import JSON
public import Tensors

extension SequenceClassifier {
  /// Reads `config.json` and `model.safetensors` of a folder in Hugging Face layout.
  ///
  /// - Parameter freshHead: draws the classifier from this seed where the folder has none, or one for another number of
  ///   labels: the start of a training. Without it, a folder without a head is an error.
  /// - Throws: `CheckpointError` that names the file and the key or tensor.
  public init(
    folder: String, labels: [String]? = nil, freshHead seed: UInt64? = nil
  ) throws(CheckpointError) {
    var configuration = try Configuration(folder: folder)
    let file = try SafetensorsFile(path: folder + "/model.safetensors")
    let prefix = file.tensors.keys.contains("bert.embeddings.word_embeddings.weight") ? "bert." : ""
    if let labels { configuration.labels = labels }
    try file.check(configuration, prefix: prefix)
    self.init(zeros: configuration)
    let headShape = file.tensors["classifier.weight"]?.shape
    let drawsHead = seed != nil && headShape != [configuration.labels.count, configuration.hiddenSize]
    guard headShape != nil || drawsHead else {
      throw CheckpointError(
        "\(file.path): has no classification head (\"classifier.weight\"); fine-tune it first: sentiment train --model \(folder) …"
      )
    }
    var random = NormalDistribution(seed: seed ?? 0)
    let range = configuration.initializerRange
    try forEachParameter { (parameter: Parameter, value: inout Matrix) throws(CheckpointError) in
      let name = parameter.isHead ? parameter.tensors[0] : prefix + parameter.tensors[0]
      let isMissingPooler = parameter.tensors[0].hasPrefix("pooler.") && file.tensors[name] == nil
      if drawsHead && (parameter.isHead || isMissingPooler) {
        if !parameter.isVector { value = random.matrix(rows: value.rows, columns: value.columns, deviation: range) }
        return
      }
      try file.read(parameter, prefix: prefix, into: &value)
    }
  }

  /// Writes `config.json` and `model.safetensors`, which transformers reads as they are.
  ///
  /// - Parameter encoding: `.float32`, or `.float16` at half the size.
  public func save(folder: String, as encoding: Matrix.Encoding = .float32) throws(CheckpointError) {
    var writer = SafetensorsWriter(encoding: encoding)
    var copy = self
    copy.forEachParameter { parameter, value in writer.add(parameter, value) }
    try writeWhole(writer.finish(), path: folder + "/model.safetensors")
    let json = configuration.json(dtype: encoding == .float16 ? "float16" : "float32")
    try writeWhole(Array((json.serialized(pretty: true) + "\n").utf8), path: folder + "/config.json")
  }
}

extension Configuration {
  private static let largestFile = 1 << 24

  /// Reads the `config.json` of a model folder.
  public init(folder: String) throws(CheckpointError) {
    let path = folder + "/config.json"
    let file = try MappedFile(path: path)
    guard file.count <= Self.largestFile else {
      throw CheckpointError(
        "\(path): \(file.count) bytes, more than the \(Self.largestFile) that a configuration may have")
    }
    let json: JSONValue
    do throws(JSONError) {
      json = try JSONValue(parsing: file.bytes(0..<file.count), limits: .init(containers: 1 << 16))
    } catch {
      throw CheckpointError("\(path): \(error)")
    }
    try self.init(json, path: path)
  }
}

public import JSON

/// The shape of a model, as `config.json` in its folder gives it (transformers' `BertConfig`).
public struct Configuration: Sendable, Hashable {
  /// V: token ids lie below it.
  public var vocabularySize: Int
  /// C: the channels of a token.
  public var hiddenSize: Int
  /// The number of encoder layers.
  public var layerCount: Int
  /// H: a divisor of `hiddenSize`.
  public var headCount: Int
  /// I: the width of the feed-forward networks.
  public var intermediateSize: Int
  /// P: no text may have more tokens.
  public var maximumPositions: Int
  /// Y: the kinds of segments.
  public var tokenTypeCount: Int
  /// What keeps a layer norm of equal numbers finite.
  public var layerNormEpsilon: Float
  /// The dropout behind embeddings, attention and feed-forward networks while training.
  public var hiddenDropout: Float
  /// The dropout of attention probabilities while training.
  public var attentionDropout: Float
  /// The dropout before the classifier while training.
  public var classifierDropout: Float
  /// The standard deviation of freshly drawn weights.
  public var initializerRange: Double
  /// Label names in the order of the logits.
  public var labels: [String]
  /// What the logits mean.
  public var problem: Problem
  /// Everything the file says, so that what we do not know is written back as it was.
  public var source: JSONObject

  /// Reads a `config.json`.
  ///
  /// - Throws: `CheckpointError` that names the key which is missing or not supported.
  public init(_ json: JSONValue, path: String) throws(CheckpointError) {
    guard let object = json.objectValue else { throw CheckpointError("\(path): expected a JSON object") }
    source = object
    let reader = Reader(object: object, path: path)
    guard object["model_type"] != nil else { throw CheckpointError("\(path): the key \"model_type\" is missing") }
    try reader.expect("model_type", "bert")
    try reader.expect("hidden_act", "gelu")
    try reader.expect("position_embedding_type", "absolute")
    vocabularySize = try reader.size("vocab_size")
    hiddenSize = try reader.size("hidden_size")
    layerCount = try reader.size("num_hidden_layers")
    headCount = try reader.size("num_attention_heads")
    intermediateSize = try reader.size("intermediate_size")
    maximumPositions = try reader.size("max_position_embeddings")
    tokenTypeCount = try reader.size("type_vocab_size", default: 2)
    guard hiddenSize % headCount == 0 else {
      throw CheckpointError("\(path): hidden_size \(hiddenSize) is no multiple of num_attention_heads \(headCount)")
    }
    layerNormEpsilon = try reader.number("layer_norm_eps", default: 1e-12, in: 0...1)
    hiddenDropout = try reader.number("hidden_dropout_prob", default: 0.1, in: 0...0.999)
    attentionDropout = try reader.number("attention_probs_dropout_prob", default: 0.1, in: 0...0.999)
    classifierDropout = try reader.number("classifier_dropout", default: hiddenDropout, in: 0...0.999)
    initializerRange = Double(try reader.number("initializer_range", default: 0.02, in: 0...1))
    labels = try reader.labels()
    problem = Problem.assumed(labelCount: labels.count)
    if let type = object["problem_type"]?.stringValue {
      guard let named = Problem(rawValue: type) else {
        throw CheckpointError("\(path): the problem_type \(type) is not known")
      }
      problem = named
    }
  }

  /// Floating-point operations of one pass, counted as 2·(4h² + 2hi) a layer and token and 4·s²·h a layer and text: what
  /// every position costs in every layer, so that engines compare alike, though the last layer here computes less.
  public func operations(texts: Int, tokens: Int) -> Double {
    let (h, i, s) = (Double(hiddenSize), Double(intermediateSize), Double(tokens))
    return Double(texts * layerCount) * (s * 2 * (4 * h * h + 2 * h * i) + 4 * s * s * h)
  }

  /// What to write into `config.json`: the keys that were read, with the labels and architecture of a classifier.
  public func json(dtype: String) -> JSONValue {
    var object = source
    object["architectures"] = ["BertForSequenceClassification"]
    object["problem_type"] = .string(problem.rawValue)
    object["id2label"] = .object(
      labels.enumerated().reduce(into: JSONObject()) { $0[String($1.offset)] = .string($1.element) })
    object["label2id"] = .object(
      labels.enumerated().reduce(into: JSONObject()) { $0[$1.element] = .integer(Int64($1.offset)) })
    // Renamed in transformers 4.56: older ones read torch_dtype, newer ones dtype.
    object["torch_dtype"] = .string(dtype)
    object["dtype"] = .string(dtype)
    return .object(object)
  }
}

private struct Reader {
  /// Bounds what the head takes, whatever a file claims.
  static let mostLabels = 1 << 16

  var object: JSONObject
  var path: String

  /// Where the key is present, it has the only value that this module computes.
  func expect(_ key: String, _ supported: String) throws(CheckpointError) {
    guard let value = object[key], value != .string(supported) else { return }
    throw CheckpointError(
      "\(path): \"\(key)\" is \(value.serialized()), which is not supported; this version computes \"\(supported)\"")
  }

  func size(_ key: String, default fallback: Int? = nil) throws(CheckpointError) -> Int {
    guard let value = object[key] else {
      if let fallback { return fallback }
      throw CheckpointError("\(path): the key \"\(key)\" is missing")
    }
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

  /// `id2label` in the order of its keys, which JSON holds as strings; else LABEL_0 … as many as `num_labels`, or two.
  func labels() throws(CheckpointError) -> [String] {
    guard let value = object["id2label"], !value.isNull else {
      let count = try size("num_labels", default: 2)
      guard count <= Self.mostLabels else {
        throw CheckpointError("\(path): \(count) labels, at most \(Self.mostLabels)")
      }
      return (0..<count).map { "LABEL_\($0)" }
    }
    guard let map = value.objectValue, (1...Self.mostLabels).contains(map.count) else {
      throw CheckpointError(
        "\(path): \"id2label\" should map \"0\", \"1\" … to at least one name, at most \(Self.mostLabels)")
    }
    var names: Set<String> = []
    return try (0..<map.count).map { index throws(CheckpointError) in
      guard let label = map[String(index)]?.stringValue else {
        throw CheckpointError("\(path): \"id2label\" has \(map.count) keys, but maps no \"\(index)\" to a name")
      }
      guard names.insert(label).inserted else {
        throw CheckpointError("\(path): \"id2label\" has the name \"\(label)\" twice")
      }
      return label
    }
  }
}

/// Why a model folder could not be read or written: a sentence with the file, the key or tensor, and what to do.
public struct CheckpointError: Error, CustomStringConvertible, Sendable, Hashable {
  /// The sentence.
  public var description: String
  /// An error that says this.
  public init(_ description: String) { self.description = description }
}

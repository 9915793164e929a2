public import JSON
public import Tensors

/// The shape of a model, from `config.json` in its folder.
public struct Configuration: Sendable, Hashable {
  /// The family of the encoder: `model_type`.
  public var family: Family
  /// V: token ids are smaller.
  public var vocabularySize: Int
  /// C: the channels of a token.
  public var hiddenSize: Int
  /// E: the channels of the embeddings, which are projected to C if they differ.
  public var embeddingSize: Int
  /// The number of encoder layers.
  public var layerCount: Int
  /// H: the number of attention heads, a divisor of `hiddenSize`.
  public var headCount: Int
  /// I: the width of the feed-forward networks.
  public var intermediateSize: Int
  /// P: the rows of the position table. In some families a text cannot use all of them; see `maximumTokens`.
  public var positionCount: Int
  /// Y: the kinds of segments; 0 if the family has none.
  public var tokenTypeCount: Int
  /// The padding token, whose embedding is not trained; nil if the file has null.
  public var paddingID: Int?
  /// The activation of the feed-forward networks.
  public var activation: Activation
  /// The ε of layer norms.
  public var layerNormEpsilon: Float
  /// The dropout after attention and feed-forward networks in training, and in most families of embeddings.
  public var hiddenDropout: Float
  /// The dropout of embeddings in training.
  public var embeddingDropout: Float
  /// The dropout of attention probabilities in training.
  public var attentionDropout: Float
  /// The dropout before the classifier in training.
  public var classifierDropout: Float
  /// The standard deviation of initialised weights.
  public var initializerRange: Double
  /// The keys of ModernBERT alone.
  public internal(set) var modern: ModernConfiguration?
  /// The names of the labels, in the order of the logits; none if no head labels whole texts.
  public var labels: [String]
  /// The tags of words if the file is of a `…ForTokenClassification` class, whose head becomes the further head `spans`.
  public internal(set) var tags: [String] = []
  /// The meaning of the logits.
  public var problem: Problem
  /// The whole file, so that unknown keys can be written again.
  public var source: JSONObject

  /// The maximum of tokens in a text, special tokens included.
  public var maximumTokens: Int { positionCount - firstPosition }

  /// The first token's row in the position table.
  var firstPosition: Int { family.traits.countsPositionsFromPadding ? (paddingID ?? -1) + 1 : 0 }

  /// Reads a `config.json`. A missing key has transformers' default for its `model_type`.
  public init(_ json: JSONValue, path: String) throws(CheckpointError) {
    guard let object = json.objectValue else { throw CheckpointError("\(path): expected a JSON object") }
    source = object
    let reader = ConfigurationReader(object: object, path: path)
    family = try reader.family()
    let (keys, traits) = (family.keys, family.traits)
    try reader.expect("position_embedding_type", "absolute")
    try reader.expect("is_decoder", false)
    if traits.hasDistanceBias {
      try reader.expect("relative_attention_num_buckets", .integer(Int64(DistanceBuckets.count)))
    }
    vocabularySize = try reader.size(["vocab_size"], default: traits.vocabularySize)
    hiddenSize = try reader.size(keys.hiddenSize, default: traits.hiddenSize)
    embeddingSize =
      try keys.embeddingSize.map { key throws(CheckpointError) in
        try reader.size([key], default: traits.embeddingSize ?? traits.hiddenSize)
      } ?? hiddenSize
    layerCount = try reader.size(keys.layerCount, default: traits.layerCount)
    headCount = try reader.size(keys.headCount, default: traits.headCount)
    intermediateSize = try reader.size([keys.intermediateSize], default: traits.intermediateSize)
    positionCount = try reader.size(["max_position_embeddings"], default: traits.positionCount)
    tokenTypeCount = traits.hasTokenTypes ? try reader.size(["type_vocab_size"], default: 2) : 0
    guard hiddenSize % headCount == 0 else {
      throw CheckpointError(
        "\(path): \(hiddenSize) channels cannot be divided between \(headCount) attention heads; \"\(keys.hiddenSize[0])\" "
          + "should be a multiple of \"\(keys.headCount[0])\"")
    }
    guard !traits.isModern || hiddenSize / headCount % 2 == 0 else {
      throw CheckpointError(
        "\(path): attention heads of \(hiddenSize / headCount) channels cannot have rotary positions, which turn pairs; "
          + "\"\(keys.hiddenSize[0])\" should be an even multiple of \"\(keys.headCount[0])\"")
    }
    paddingID = try reader.paddingID(family, vocabularySize: vocabularySize, positionCount: positionCount)
    activation = try reader.activation(keys.activation)
    if let epsilon = traits.fixedLayerNormEpsilon {
      layerNormEpsilon = epsilon
    } else {
      layerNormEpsilon = try reader.number(keys.layerNormEpsilon, default: traits.layerNormEpsilon, in: 0...1)
    }
    hiddenDropout = try reader.number(keys.hiddenDropout, default: traits.dropout, in: 0...0.999)
    embeddingDropout =
      try keys.embeddingDropout.map { key throws(CheckpointError) in
        try reader.number(key, default: traits.dropout, in: 0...0.999)
      } ?? hiddenDropout
    attentionDropout = try reader.number(keys.attentionDropout, default: traits.dropout, in: 0...0.999)
    classifierDropout = try reader.number(
      keys.classifierDropout, default: traits.classifierDropout ?? hiddenDropout, in: 0...0.999)
    initializerRange = Double(try reader.number("initializer_range", default: 0.02, in: 0...1))
    modern = traits.isModern ? try ModernConfiguration(reader, layerCount: layerCount) : nil
    labels = try reader.labels()
    problem = try reader.problem(labelCount: labels.count)
    if otherTask == .tokenClassification { (tags, labels) = (labels, []) }
  }

  /// Whether a further head is the one of a `…ForTokenClassification` class, in the model's own files.
  func ownsTags(_ head: TaskHead) -> Bool { labels.isEmpty && head.name == TaskHead.ofTags }

  /// Overrides dropout probabilities, also in `source`; nil does not change one.
  public mutating func setDropout(hidden: Double? = nil, attention: Double? = nil, classifier: Double? = nil) {
    let keys = family.keys
    func set(_ property: WritableKeyPath<Configuration, Float>, _ key: String, _ value: Double?) {
      guard let value else { return }
      self[keyPath: property] = Float(value)
      source[key] = .double(value)
    }
    // Without a value in the file, the classifier's dropout follows that of the layers.
    let follows = family.traits.classifierDropout == nil && (source[keys.classifierDropout]?.isNull ?? true)
    set(\.hiddenDropout, keys.hiddenDropout, hidden)
    if keys.embeddingDropout == nil { embeddingDropout = hiddenDropout }
    set(\.attentionDropout, keys.attentionDropout, attention)
    if follows { classifierDropout = hiddenDropout }
    set(\.classifierDropout, keys.classifierDropout, classifier)
  }

  /// Floating-point operations of one pass: 2·(4h² + 2hi) a layer and token and 4·s²·h a layer and text.
  ///
  /// - Parameter read: the number of tokens whose output the last layer computes; nil means all, as in other engines.
  public func operations(texts: Int, tokens: Int, read: Int? = nil) -> Double {
    let (h, i, s) = (Double(hiddenSize), Double(intermediateSize), Double(tokens))
    func layer(_ outputs: Double) -> Double {
      2 * (2 * h * h * s + (2 * h * h + (modern == nil ? 2 : 3) * h * i) * outputs) + 4 * s * outputs * h
    }
    return Double(texts) * (Double(layerCount - 1) * layer(s) + layer(read.map(Double.init) ?? s))
  }

  /// The content of a `config.json`: the keys that were read, with the labels and architecture of a classifier.
  public func json(dtype: String) -> JSONValue {
    var object = source
    let (task, labels) =
      labels.isEmpty ? (OtherTask.tokenClassification.rawValue, tags) : ("ForSequenceClassification", labels)
    object["architectures"] = [.string(family.traits.className + task)]
    object["problem_type"] = self.labels.isEmpty ? nil : .string(problem.rawValue)
    object["num_labels"] = nil  // it takes precedence over the names in transformers
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

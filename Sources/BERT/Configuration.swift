public import JSON
public import Tensors

/// The shape of a model, as `config.json` in its folder gives it.
public struct Configuration: Sendable, Hashable {
  /// What the encoder is built like: `model_type`.
  public var family: Family
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
  /// P: the rows of the position table, not all of which a text can use in every family; see `maximumTokens`.
  public var positionCount: Int
  /// Y: the kinds of segments, 0 where the family has none.
  public var tokenTypeCount: Int
  /// The token that fills up short texts elsewhere: its embedding is not trained. Nil where the file says null.
  public var paddingID: Int?
  /// Between the layers of the feed-forward networks.
  public var activation: Activation
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

  /// The most tokens that a text may have, special tokens included.
  public var maximumTokens: Int { positionCount - firstPosition }

  /// The first token's row in the position table.
  var firstPosition: Int { family.countsPositionsFromPadding ? (paddingID ?? -1) + 1 : 0 }

  /// Reads a `config.json`; a key that it lacks has transformers' default for its `model_type`.
  public init(_ json: JSONValue, path: String) throws(CheckpointError) {
    guard let object = json.objectValue else { throw CheckpointError("\(path): expected a JSON object") }
    source = object
    let reader = ConfigurationReader(object: object, path: path)
    family = try reader.family()
    let keys = family.keys
    try reader.expect("position_embedding_type", "absolute")
    try reader.expect("is_decoder", false)
    vocabularySize = try reader.size(["vocab_size"], default: family.vocabularySize)
    hiddenSize = try reader.size(keys.hiddenSize, default: 768)
    layerCount = try reader.size(keys.layerCount, default: family.layerCount)
    headCount = try reader.size(keys.headCount, default: 12)
    intermediateSize = try reader.size([keys.intermediateSize], default: 3072)
    positionCount = try reader.size(["max_position_embeddings"], default: 512)
    tokenTypeCount = family.hasTokenTypes ? try reader.size(["type_vocab_size"], default: 2) : 0
    guard hiddenSize % headCount == 0 else {
      throw CheckpointError(
        "\(path): \(hiddenSize) channels cannot be shared evenly by \(headCount) attention heads; \"\(keys.hiddenSize[0])\" "
          + "should be a multiple of \"\(keys.headCount[0])\"")
    }
    paddingID = try reader.paddingID(family, vocabularySize: vocabularySize, positionCount: positionCount)
    activation = try reader.activation(keys.activation)
    if let epsilon = family.fixedLayerNormEpsilon {
      layerNormEpsilon = epsilon
    } else {
      layerNormEpsilon = try reader.number("layer_norm_eps", default: 1e-12, in: 0...1)
    }
    hiddenDropout = try reader.number(keys.hiddenDropout, default: 0.1, in: 0...0.999)
    attentionDropout = try reader.number(keys.attentionDropout, default: 0.1, in: 0...0.999)
    classifierDropout = try reader.number(
      keys.classifierDropout, default: family.classifierDropout ?? hiddenDropout, in: 0...0.999)
    initializerRange = Double(try reader.number("initializer_range", default: 0.02, in: 0...1))
    labels = try reader.labels()
    problem = try reader.problem(labelCount: labels.count)
  }

  /// Other dropout probabilities than the file's, which are then written in their place; nil leaves one as it is.
  public mutating func setDropout(hidden: Double? = nil, attention: Double? = nil, classifier: Double? = nil) {
    let keys = family.keys
    func set(_ property: WritableKeyPath<Configuration, Float>, _ key: String, _ value: Double?) {
      guard let value else { return }
      self[keyPath: property] = Float(value)
      source[key] = .double(value)
    }
    // What the classifier takes from the layers where the file does not say otherwise goes along with them.
    let follows = family != .distilbert && (source[keys.classifierDropout]?.isNull ?? true)
    set(\.hiddenDropout, keys.hiddenDropout, hidden)
    set(\.attentionDropout, keys.attentionDropout, attention)
    if follows { classifierDropout = hiddenDropout }
    set(\.classifierDropout, keys.classifierDropout, classifier)
  }

  /// Floating-point operations of one pass: 2·(4h² + 2hi) a layer and token and 4·s²·h a layer and text.
  ///
  /// - Parameter read: of so many tokens the last layer's output is computed; nil means all, as other engines do.
  public func operations(texts: Int, tokens: Int, read: Int? = nil) -> Double {
    let (h, i, s) = (Double(hiddenSize), Double(intermediateSize), Double(tokens))
    func layer(_ outputs: Double) -> Double {
      2 * (2 * h * h * s + (2 * h * h + 2 * h * i) * outputs) + 4 * s * outputs * h
    }
    return Double(texts) * (Double(layerCount - 1) * layer(s) + layer(read.map(Double.init) ?? s))
  }

  /// What to write into `config.json`: the keys that were read, with the labels and architecture of a classifier.
  public func json(dtype: String) -> JSONValue {
    var object = source
    object["architectures"] = [.string(family.className + "ForSequenceClassification")]
    object["problem_type"] = .string(problem.rawValue)
    object["num_labels"] = nil  // transformers believes it before the names
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

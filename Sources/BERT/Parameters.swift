public import Tensors

/// A learned matrix: its size and its place in a checkpoint.
public struct Parameter: Sendable, Hashable {
  /// The tensors that make up the matrix, from top to bottom, by transformers' names.
  public var tensors: [String]
  /// The rows of the whole matrix.
  public var rows: Int
  /// The columns of the whole matrix.
  public var columns: Int
  /// Whether its tensors have rank 1: a bias, or a part of a layer norm.
  public var isVector: Bool
  /// Its place in the model.
  public var part: Part
  /// Whether weight decay applies: as in transformers not to biases and layer norms.
  public var decays: Bool

  /// The parts of a model, from the bottom up, which a training can freeze.
  public enum Part: Sendable, Hashable {
    case embeddings
    case layer(Int)
    case head
    /// A further head, by its index.
    case task(Int)

    /// Whether it is above the encoder.
    var isHead: Bool {
      switch self {
      case .embeddings, .layer: false
      case .head, .task: true
      }
    }
  }

  /// Whether it is in the embeddings or in the first `layers` layers; false if `layers` is nil.
  public func isFrozen(below layers: Int?) -> Bool {
    guard let layers else { return false }
    return switch part {
    case .embeddings: true
    case .layer(let index): index < layers
    case .head, .task: false
    }
  }

  /// The shape of each of its tensors.
  var shape: [Int] {
    isVector ? [columns / tensors.count] : [rows / tensors.count, columns]
  }
}

extension SequenceClassifier {
  /// Calls `body` with every parameter, always in the same order. Only this function lists the parameters of a configuration;
  /// it does not depend on the matrices.
  public mutating func forEachParameter<Failure: Error>(
    _ body: (Parameter, inout Matrix) throws(Failure) -> Void
  ) throws(Failure) {
    var part = Parameter.Part.embeddings
    func matrix(
      _ tensors: [String], _ rows: Int, _ columns: Int, _ value: inout Matrix, decays: Bool = true
    ) throws(Failure) {
      try body(
        Parameter(tensors: tensors, rows: rows, columns: columns, isVector: false, part: part, decays: decays), &value)
    }
    func vector(_ tensors: [String], _ count: Int, _ value: inout Matrix) throws(Failure) {
      try body(Parameter(tensors: tensors, rows: 1, columns: count, isVector: true, part: part, decays: false), &value)
    }
    func linear(
      _ names: [String], _ outputs: Int, _ inputs: Int, _ value: inout Linear, hasBias: Bool = true
    ) throws(Failure) {
      try matrix(names.map { $0 + ".weight" }, outputs, inputs, &value.weight)
      if hasBias { try vector(names.map { $0 + ".bias" }, outputs, &value.bias) }
    }
    let (c, inner, modern) = (configuration.hiddenSize, configuration.intermediateSize, configuration.modern)
    let (attentionBias, networkBias) = (modern?.attentionBias ?? true, modern?.networkBias ?? true)
    func norm(_ name: String, _ channels: Int, _ value: inout LayerNorm) throws(Failure) {
      try vector([name + ".weight"], channels, &value.scale)
      if modern?.normBias ?? true { try vector([name + ".bias"], channels, &value.shift) }
    }
    let names = configuration.family.names
    let (embedding, e) = (names.prefix + "embeddings.", configuration.embeddingSize)
    try matrix(
      [names.prefix + names.wordEmbeddings + ".weight"], configuration.vocabularySize, e, &embeddings.word)
    if configuration.family.traits.hasPositions {
      try matrix([embedding + "position_embeddings.weight"], configuration.positionCount, e, &embeddings.position)
    }
    if configuration.tokenTypeCount > 0 {
      try matrix([embedding + "token_type_embeddings.weight"], configuration.tokenTypeCount, e, &embeddings.tokenType)
    }
    try norm(names.prefix + names.embeddingNorm, e, &embeddings.norm)
    if e != c { try linear([names.prefix + "embeddings_project"], c, e, &embeddings.projection) }
    if configuration.family.traits.hasDistanceBias {
      try matrix(
        [names.prefix + "encoder.relative_attention_bias.weight"], DistanceBuckets.count, configuration.headCount,
        &distanceBias, decays: false)
    }
    for index in layers.indices {
      part = .layer(index)
      let layer = names.layer(index)
      if let fused = names.fused {
        var all = layers[index].queryKeyValue
        try linear([layer + fused], 3 * c, c, &all, hasBias: attentionBias)
        layers[index].queryKeyValue = all
      } else {
        try linear([layer + names.query], c, c, &layers[index].query)
        try linear([layer + names.key, layer + names.value], 2 * c, c, &layers[index].keyValue)
      }
      try linear([layer + names.attentionOutput], c, c, &layers[index].attentionOutput, hasBias: attentionBias)
      // ModernBERT's embeddings are normalised already where its first layer reads them.
      if modern == nil || index > 0 { try norm(layer + names.attentionNorm, c, &layers[index].attentionNorm) }
      try linear(
        [layer + names.intermediate], modern == nil ? inner : 2 * inner, c, &layers[index].intermediate,
        hasBias: networkBias)
      try linear([layer + names.output], c, inner, &layers[index].output, hasBias: networkBias)
      try norm(layer + names.outputNorm, c, &layers[index].outputNorm)
    }
    if modern != nil { try norm(names.finalNorm, c, &finalNorm) }
    part = .head
    if !configuration.labels.isEmpty {
      try linear([names.dense], c, c, &head.dense, hasBias: modern?.headBias ?? true)
      if modern != nil { try norm(names.headNorm, c, &head.norm) }
      try linear([names.classifier], configuration.labels.count, c, &head.classifier)
    }
    for index in taskHeads.indices {
      part = .task(index)
      let name = configuration.ownsTags(taskHeads[index]) ? "" : "heads.\(taskHeads[index].name)."
      try linear([name + TaskHead.tensor], taskHeads[index].labels.count, c, &taskHeads[index].classifier)
    }
  }

  /// Every parameter with its value, in that order.
  public var parameters: [(parameter: Parameter, value: Matrix)] {
    var copy = self  // visiting requires a variable, but changes nothing
    var list: [(parameter: Parameter, value: Matrix)] = []
    copy.forEachParameter { parameter, value in list.append((parameter, value)) }
    return list
  }

  /// The number of all parameters' elements.
  public var parameterCount: Int {
    var (copy, count) = (self, 0)
    copy.forEachParameter { parameter, _ in count += parameter.rows * parameter.columns }
    return count
  }

  /// A model of zeros: the start of a gradient or of an optimizer's moments.
  public init(zeros configuration: Configuration, taskHeads: [TaskHead] = []) {
    self.init(unfilled: configuration)
    self.taskHeads = taskHeads
    forEachParameter { $1 = Matrix(rows: $0.rows, columns: $0.columns) }
  }

  /// A model with empty matrices, to check a checkpoint before anything large is allocated.
  init(unfilled configuration: Configuration) {
    let empty = Matrix(rows: 0, columns: configuration.hiddenSize)
    let (linear, norm) = (Linear(weight: empty, bias: empty), LayerNorm(scale: empty, shift: empty))
    var layer = EncoderLayer(
      query: linear, keyValue: linear, attentionOutput: linear, attentionNorm: norm, intermediate: linear,
      output: linear, outputNorm: norm)
    var head = ClassificationHead(dense: linear, norm: norm, classifier: linear)
    var (embeddingNorm, finalNorm) = (norm, norm)
    if let modern = configuration.modern {
      // Biases that the family lacks are zeros, which no parameter fills.
      let (zeros, inner) = (Matrix(rows: 1, columns: configuration.hiddenSize), configuration.intermediateSize)
      if !modern.normBias {
        (layer.attentionNorm.shift, layer.outputNorm.shift, head.norm.shift) = (zeros, zeros, zeros)
        (embeddingNorm.shift, finalNorm.shift) = (zeros, zeros)
      }
      if !modern.attentionBias {
        (layer.query.bias, layer.attentionOutput.bias) = (zeros, zeros)
        layer.keyValue.bias = Matrix(rows: 1, columns: 2 * configuration.hiddenSize)
      }
      if !modern.networkBias {
        (layer.intermediate.bias, layer.output.bias) = (Matrix(rows: 1, columns: 2 * inner), zeros)
      }
      if !modern.headBias { head.dense.bias = zeros }
    }
    self.configuration = configuration
    let narrow = Matrix(rows: 0, columns: configuration.embeddingSize)
    embeddings = Embeddings(
      word: narrow, position: narrow, tokenType: narrow,
      norm: configuration.modern == nil ? LayerNorm(scale: narrow, shift: narrow) : embeddingNorm,
      projection: Linear(weight: narrow, bias: Matrix(rows: 0, columns: configuration.hiddenSize)))
    distanceBias = Matrix(rows: 0, columns: configuration.headCount)
    layers = Array(repeating: layer, count: configuration.layerCount)
    self.head = head
    self.finalNorm = finalNorm
    taskHeads = []
  }
}

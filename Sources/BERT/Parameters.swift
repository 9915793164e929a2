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

  /// Whether weight decay applies: not to biases and layer norms.
  public var decays: Bool { !isVector }

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
    func matrix(_ tensors: [String], _ rows: Int, _ columns: Int, _ value: inout Matrix) throws(Failure) {
      try body(Parameter(tensors: tensors, rows: rows, columns: columns, isVector: false, part: part), &value)
    }
    func vector(_ tensors: [String], _ count: Int, _ value: inout Matrix) throws(Failure) {
      try body(Parameter(tensors: tensors, rows: 1, columns: count, isVector: true, part: part), &value)
    }
    func linear(_ names: [String], _ outputs: Int, _ inputs: Int, _ value: inout Linear) throws(Failure) {
      try matrix(names.map { $0 + ".weight" }, outputs, inputs, &value.weight)
      try vector(names.map { $0 + ".bias" }, outputs, &value.bias)
    }
    let (c, inner) = (configuration.hiddenSize, configuration.intermediateSize)
    func norm(_ name: String, _ value: inout LayerNorm) throws(Failure) {
      try vector([name + ".weight"], c, &value.scale)
      try vector([name + ".bias"], c, &value.shift)
    }
    let names = configuration.family.names
    let embedding = names.prefix + "embeddings."
    try matrix([embedding + "word_embeddings.weight"], configuration.vocabularySize, c, &embeddings.word)
    try matrix([embedding + "position_embeddings.weight"], configuration.positionCount, c, &embeddings.position)
    if configuration.family.hasTokenTypes {
      try matrix([embedding + "token_type_embeddings.weight"], configuration.tokenTypeCount, c, &embeddings.tokenType)
    }
    try norm(embedding + "LayerNorm", &embeddings.norm)
    for index in layers.indices {
      part = .layer(index)
      let layer = names.layer(index)
      try linear([layer + names.query], c, c, &layers[index].query)
      try linear([layer + names.key, layer + names.value], 2 * c, c, &layers[index].keyValue)
      try linear([layer + names.attentionOutput], c, c, &layers[index].attentionOutput)
      try norm(layer + names.attentionNorm, &layers[index].attentionNorm)
      try linear([layer + names.intermediate], inner, c, &layers[index].intermediate)
      try linear([layer + names.output], c, inner, &layers[index].output)
      try norm(layer + names.outputNorm, &layers[index].outputNorm)
    }
    part = .head
    if !configuration.labels.isEmpty {
      try linear([names.dense], c, c, &head.dense)
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
    let layer = EncoderLayer(
      query: linear, keyValue: linear, attentionOutput: linear, attentionNorm: norm, intermediate: linear,
      output: linear, outputNorm: norm)
    self.configuration = configuration
    embeddings = Embeddings(word: empty, position: empty, tokenType: empty, norm: norm)
    layers = Array(repeating: layer, count: configuration.layerCount)
    head = ClassificationHead(dense: linear, classifier: linear)
    taskHeads = []
  }
}

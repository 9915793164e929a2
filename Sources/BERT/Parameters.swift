public import Tensors

/// A learned matrix and where a checkpoint keeps it.
public struct Parameter: Sendable, Hashable {
  /// The tensors that stand one below the other in the matrix, named as transformers names them in a classifier.
  public var tensors: [String]
  /// Biases and layer norms are not pulled towards zero.
  public var decays: Bool
  /// One tensor of rank 1.
  public var isVector: Bool
  /// Where in the model it is.
  public var part: Part

  /// What a training can hold still: parts from the bottom up.
  public enum Part: Sendable, Hashable {
    case embeddings
    case layer(Int)
    case head
  }

  /// Whether it lies in the embeddings or in the first `layers` layers; nothing does where that is nil.
  public func isFrozen(below layers: Int?) -> Bool {
    guard let layers else { return false }
    return switch part {
    case .embeddings: true
    case .layer(let index): index < layers
    case .head: false
    }
  }

  /// The shape of each of its tensors, for the matrix that holds them all.
  func shape(of value: Matrix) -> [Int] {
    isVector ? [value.count / tensors.count] : [value.rows / tensors.count, value.columns]
  }
}

extension SequenceClassifier {
  /// Calls `body` with every parameter, always in the same order.
  public mutating func forEachParameter<Failure: Error>(
    _ body: (Parameter, inout Matrix) throws(Failure) -> Void
  ) throws(Failure) {
    var part = Parameter.Part.embeddings
    func matrix(_ tensor: String, _ value: inout Matrix) throws(Failure) {
      try body(Parameter(tensors: [tensor], decays: true, isVector: false, part: part), &value)
    }
    func linear(_ names: [String], _ value: inout Linear) throws(Failure) {
      try body(
        Parameter(tensors: names.map { $0 + ".weight" }, decays: true, isVector: false, part: part), &value.weight)
      try body(Parameter(tensors: names.map { $0 + ".bias" }, decays: false, isVector: true, part: part), &value.bias)
    }
    func norm(_ name: String, _ value: inout LayerNorm) throws(Failure) {
      try body(Parameter(tensors: [name + ".weight"], decays: false, isVector: true, part: part), &value.scale)
      try body(Parameter(tensors: [name + ".bias"], decays: false, isVector: true, part: part), &value.shift)
    }
    let names = configuration.family.names
    let embedding = names.prefix + "embeddings."
    try matrix(embedding + "word_embeddings.weight", &embeddings.word)
    try matrix(embedding + "position_embeddings.weight", &embeddings.position)
    if configuration.family.hasTokenTypes {
      try matrix(embedding + "token_type_embeddings.weight", &embeddings.tokenType)
    }
    try norm(embedding + "LayerNorm", &embeddings.norm)
    for index in layers.indices {
      part = .layer(index)
      let layer = names.layer(index)
      try linear([layer + names.query], &layers[index].query)
      try linear([layer + names.key, layer + names.value], &layers[index].keyValue)
      try linear([layer + names.attentionOutput], &layers[index].attentionOutput)
      try norm(layer + names.attentionNorm, &layers[index].attentionNorm)
      try linear([layer + names.intermediate], &layers[index].intermediate)
      try linear([layer + names.output], &layers[index].output)
      try norm(layer + names.outputNorm, &layers[index].outputNorm)
    }
    part = .head
    try linear([names.dense], &head.dense)
    try linear([names.classifier], &head.classifier)
  }

  /// Every parameter with its value, in that order.
  public var parameters: [(parameter: Parameter, value: Matrix)] {
    var copy = self  // visiting takes a variable, and changes nothing
    var list: [(parameter: Parameter, value: Matrix)] = []
    copy.forEachParameter { parameter, value in list.append((parameter, value)) }
    return list
  }

  /// The number of learned numbers.
  public var parameterCount: Int {
    parameters.reduce(0) { $0 + $1.value.count }
  }

  /// A model of zeros: the start of a gradient or of an optimizer's moments, and what a checkpoint is read into.
  public init(zeros configuration: Configuration) {
    func linear(_ outputs: Int, _ inputs: Int) -> Linear {
      Linear(weight: Matrix(rows: outputs, columns: inputs), bias: Matrix(rows: 1, columns: outputs))
    }
    let c = configuration.hiddenSize
    var norm: LayerNorm { LayerNorm(scale: Matrix(rows: 1, columns: c), shift: Matrix(rows: 1, columns: c)) }
    self.configuration = configuration
    embeddings = Embeddings(
      word: Matrix(rows: configuration.vocabularySize, columns: c),
      position: Matrix(rows: configuration.positionCount, columns: c),
      tokenType: Matrix(rows: configuration.tokenTypeCount, columns: c), norm: norm)
    layers = (0..<configuration.layerCount).map { _ in
      EncoderLayer(
        query: linear(c, c), keyValue: linear(2 * c, c), attentionOutput: linear(c, c), attentionNorm: norm,
        intermediate: linear(configuration.intermediateSize, c), output: linear(c, configuration.intermediateSize),
        outputNorm: norm)
    }
    head = ClassificationHead(dense: linear(c, c), classifier: linear(configuration.labels.count, c))
  }
}

public import Tensors

/// A learned matrix and where a checkpoint keeps it.
public struct Parameter: Sendable, Hashable {
  /// The tensors that stand one below the other in the matrix, named without the model's prefix `bert.`.
  public var tensors: [String]
  /// Biases and layer norms are not pulled towards zero.
  public var decays: Bool
  /// Part of the head, which a base checkpoint lacks.
  public var isHead: Bool
  /// One tensor of rank 1.
  public var isVector: Bool

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
    func matrix(_ tensor: String, _ value: inout Matrix) throws(Failure) {
      try body(Parameter(tensors: [tensor], decays: true, isHead: false, isVector: false), &value)
    }
    func linear(_ names: [String], isHead: Bool = false, _ value: inout Linear) throws(Failure) {
      try body(
        Parameter(tensors: names.map { $0 + ".weight" }, decays: true, isHead: isHead, isVector: false), &value.weight)
      try body(
        Parameter(tensors: names.map { $0 + ".bias" }, decays: false, isHead: isHead, isVector: true), &value.bias)
    }
    func norm(_ name: String, _ value: inout LayerNorm) throws(Failure) {
      try body(Parameter(tensors: [name + ".weight"], decays: false, isHead: false, isVector: true), &value.scale)
      try body(Parameter(tensors: [name + ".bias"], decays: false, isHead: false, isVector: true), &value.shift)
    }
    try matrix("embeddings.word_embeddings.weight", &embeddings.word)
    try matrix("embeddings.position_embeddings.weight", &embeddings.position)
    try matrix("embeddings.token_type_embeddings.weight", &embeddings.tokenType)
    try norm("embeddings.LayerNorm", &embeddings.norm)
    for index in layers.indices {
      let name = "encoder.layer.\(index)."
      try linear([name + "attention.self.query"], &layers[index].query)
      try linear([name + "attention.self.key", name + "attention.self.value"], &layers[index].keyValue)
      try linear([name + "attention.output.dense"], &layers[index].attentionOutput)
      try norm(name + "attention.output.LayerNorm", &layers[index].attentionNorm)
      try linear([name + "intermediate.dense"], &layers[index].intermediate)
      try linear([name + "output.dense"], &layers[index].output)
      try norm(name + "output.LayerNorm", &layers[index].outputNorm)
    }
    try linear(["pooler.dense"], &head.pooler)
    try linear(["classifier"], isHead: true, &head.classifier)
  }

  /// The number of learned numbers.
  public var parameterCount: Int {
    var (copy, count) = (self, 0)
    copy.forEachParameter { _, value in count += value.count }
    return count
  }

  /// A model of zeros: the start of a gradient or of an optimizer's moments.
  public init(zeros configuration: Configuration) {
    func linear(_ outputs: Int, _ inputs: Int) -> Linear {
      Linear(weight: Matrix(rows: outputs, columns: inputs), bias: Matrix(rows: 1, columns: outputs))
    }
    let c = configuration.hiddenSize
    var norm: LayerNorm { LayerNorm(scale: Matrix(rows: 1, columns: c), shift: Matrix(rows: 1, columns: c)) }
    self.configuration = configuration
    embeddings = Embeddings(
      word: Matrix(rows: configuration.vocabularySize, columns: c),
      position: Matrix(rows: configuration.maximumPositions, columns: c),
      tokenType: Matrix(rows: configuration.tokenTypeCount, columns: c), norm: norm)
    layers = (0..<configuration.layerCount).map { _ in
      EncoderLayer(
        query: linear(c, c), keyValue: linear(2 * c, c), attentionOutput: linear(c, c), attentionNorm: norm,
        intermediate: linear(configuration.intermediateSize, c), output: linear(c, configuration.intermediateSize),
        outputNorm: norm)
    }
    head = ClassificationHead(pooler: linear(c, c), classifier: linear(configuration.labels.count, c))
  }
}

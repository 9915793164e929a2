import Tensors

// b texts · s tokens of the longest · C channels · H heads · D = C/H · L labels

extension SequenceClassifier {
  /// Writes `config.json` and `model.onnx`, a graph for onnxruntime and others. It maps `input_ids` [b, s] and
  /// `attention_mask` [b, s], 1 for tokens and 0 for padding, to `logits` [b, L] and an output for each further head, by its
  /// name, [b, L] or, for spans, [b, s, L]; in float32 and opset 17.
  ///
  /// - Parameter producer: the version of this program.
  public func saveONNX(folder: String, producer: String) throws(CheckpointError) {
    var builder = ONNXBuilder(graph: ONNXGraph(name: configuration.family.rawValue), configuration: configuration)
    builder.add(self)
    try builder.graph.write(path: folder + "/model.onnx", producer: producer)
    try configuration.save(folder: folder, dtype: Matrix.Encoding.float32.rawValue)
  }
}

/// Adds the parts of a classifier to a graph.
private struct ONNXBuilder {
  typealias Value = ONNXGraph.Value

  var graph: ONNXGraph
  let configuration: Configuration
  private var names: ModuleNames { configuration.family.names }

  init(graph: ONNXGraph, configuration: Configuration) {
    self.graph = graph
    self.configuration = configuration
  }

  mutating func add(_ model: SequenceClassifier) {
    let ids = graph.input("input_ids", .integer, ["batch", "sequence"])
    let mask = graph.input("attention_mask", .integer, ["batch", "sequence"])
    var x = embeddings(model.embeddings, ids, mask)  // [b, s, C]
    let bias = attentionBias(mask)
    for (index, layer) in model.layers.enumerated() {
      x = self.layer(layer, x, bias, names.layer(index))
    }
    let zero = graph.constant([0], isScalar: true)
    let first = graph.add("Gather", x, zero, attributes: [("axis", .integer(1))])  // [b, C]
    if !configuration.labels.isEmpty {
      let dense = activated(linear(model.head.dense, first, names.dense), configuration.family.head.activation)
      graph.output(
        linear(model.head.classifier, dense, names.classifier), as: "logits", .float,
        [.name("batch"), .size(configuration.labels.count)])
    }
    for head in model.taskHeads {
      // A graph has each name once, and our operations have names such as Gather_5.
      let isTaken = ["logits", "input_ids", "attention_mask"].contains(head.name) || head.name.contains("_")
      let output = linear(head.classifier, head.kind.readsWords ? x : first, "heads.\(head.name).classifier")
      graph.output(
        output, as: isTaken ? "heads.\(head.name)" : head.name, .float,
        [.name("batch")] + (head.kind.readsWords ? [.name("sequence")] : []) + [.size(head.labels.count)])
    }
  }

  /// x [b, s, C]. A review is one segment, so the embedding of its token type is added to the positions.
  private mutating func embeddings(_ part: Embeddings, _ ids: Value, _ mask: Value) -> Value {
    let prefix = names.prefix + "embeddings."
    let word = graph.add("Gather", graph.weights(part.word, named: prefix + "word_embeddings.weight"), ids)
    var table = part.position  // [P, C]
    if part.tokenType.rows > 0 { table.add(part.tokenType.gatheringRows(Array(repeating: 0, count: table.rows))) }
    let positions = graph.weights(table, named: prefix + "position_embeddings.weight")
    let position: Value
    if configuration.family.countsPositionsFromPadding {
      // The number of tokens up to each one, plus the padding token's id.
      let places = graph.add("Mul", graph.add("CumSum", mask, graph.constant([1], isScalar: true)), mask)
      position = graph.add(
        "Gather", positions, graph.add("Add", places, graph.constant([configuration.paddingID ?? -1], isScalar: true)))
    } else {
      let length = graph.add("Gather", graph.add("Shape", ids), graph.constant([1]))
      position = graph.add("Slice", positions, graph.constant([0]), length, graph.constant([0]))
    }
    return norm(part.norm, graph.add("Add", word, position), prefix + "LayerNorm")
  }

  /// The term added to the scores [b, 1, 1, s]: 0 for tokens; for padding so small that the probability is 0.
  private mutating func attentionBias(_ mask: Value) -> Value {
    let wide = graph.add("Unsqueeze", mask, graph.constant([1, 2]))
    let present = graph.add("Cast", wide, attributes: [("to", .integer(1))])
    let absent = graph.add("Sub", graph.constant(1), present)
    return graph.add("Mul", absent, graph.constant(-.greatestFiniteMagnitude))
  }

  /// z [b, s, C] for x [b, s, C].
  private mutating func layer(_ layer: EncoderLayer, _ x: Value, _ bias: Value, _ name: String) -> Value {
    let (key, value) = (half(layer.keyValue, 0), half(layer.keyValue, 1))
    let queries = heads(linear(layer.query, x, name + names.query), [0, 2, 1, 3])  // [b, H, s, D]
    let keys = heads(linear(key, x, name + names.key), [0, 2, 3, 1])  // [b, H, D, s]
    let values = heads(linear(value, x, name + names.value), [0, 2, 1, 3])  // [b, H, s, D]
    let width = Float(configuration.hiddenSize / configuration.headCount)
    let scores = graph.add("Div", graph.add("MatMul", queries, keys), graph.constant(width.squareRoot()))
    let probabilities = graph.add("Softmax", graph.add("Add", scores, bias), attributes: [("axis", .integer(-1))])
    let merged = graph.add(
      "Transpose", graph.add("MatMul", probabilities, values), attributes: [("perm", .integers([0, 2, 1, 3]))])
    let context = graph.add("Reshape", merged, graph.constant([0, 0, configuration.hiddenSize]))  // [b, s, C]
    let attended = linear(layer.attentionOutput, context, name + names.attentionOutput)
    let y = norm(layer.attentionNorm, graph.add("Add", attended, x), name + names.attentionNorm)
    let inner = activated(linear(layer.intermediate, y, name + names.intermediate), configuration.activation)
    let transformed = linear(layer.output, inner, name + names.output)
    return norm(layer.outputNorm, graph.add("Add", transformed, y), name + names.outputNorm)
  }

  /// The first or second half of a map's outputs.
  private func half(_ map: Linear, _ part: Int) -> Linear {
    let rows = map.weight.rows / 2
    let range = rows * part..<rows * (part + 1)
    return Linear(
      weight: map.weight.gatheringRows(Array(range)),
      bias: Matrix(rows: 1, columns: rows, Array(map.bias.elements[range])))
  }

  /// x [b, s, C] split into heads, with its axes in another order.
  private mutating func heads(_ x: Value, _ order: [Int]) -> Value {
    let width = configuration.hiddenSize / configuration.headCount
    let split = graph.add("Reshape", x, graph.constant([0, 0, configuration.headCount, width]))
    return graph.add("Transpose", split, attributes: [("perm", .integers(order))])
  }

  private mutating func linear(_ map: Linear, _ x: Value, _ name: String) -> Value {
    let product = graph.add("MatMul", x, graph.weights(map.weight.transposed(), named: name + ".weight"))
    return graph.add("Add", product, graph.weights(map.bias, named: name + ".bias", isVector: true))
  }

  private mutating func norm(_ norm: LayerNorm, _ x: Value, _ name: String) -> Value {
    graph.add(
      "LayerNormalization", x, graph.weights(norm.scale, named: name + ".weight", isVector: true),
      graph.weights(norm.shift, named: name + ".bias", isVector: true),
      attributes: [("axis", .integer(-1)), ("epsilon", .number(configuration.layerNormEpsilon))])
  }

  private mutating func activated(_ x: Value, _ activation: Activation) -> Value {
    switch activation {
    case .relu: return graph.add("Relu", x)
    case .tanh: return graph.add("Tanh", x)
    case .silu: return graph.add("Mul", x, graph.add("Sigmoid", x))
    case .gelu:
      let error = graph.add("Erf", graph.add("Div", x, graph.constant(Float(2).squareRoot())))
      return halved(graph.add("Mul", x, graph.add("Add", error, graph.constant(1))))
    case .geluTanh:
      let cube = graph.add("Mul", x, graph.add("Mul", x, x))
      let sum = graph.add("Add", x, graph.add("Mul", cube, graph.constant(0.044715)))
      let bent = graph.add("Tanh", graph.add("Mul", sum, graph.constant((2 / Float.pi).squareRoot())))
      return halved(graph.add("Mul", x, graph.add("Add", bent, graph.constant(1))))
    }
  }

  private mutating func halved(_ x: Value) -> Value { graph.add("Mul", x, graph.constant(0.5)) }
}

import Tensors

// b texts · s tokens of the longest · E channels of embeddings · C channels · H heads · D = C/H · L labels

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
struct ONNXBuilder {
  typealias Value = ONNXGraph.Value

  var graph: ONNXGraph
  let configuration: Configuration
  var names: ModuleNames { configuration.family.names }

  init(graph: ONNXGraph, configuration: Configuration) {
    self.graph = graph
    self.configuration = configuration
  }

  mutating func add(_ model: SequenceClassifier) {
    let ids = graph.input("input_ids", .integer, ["batch", "sequence"])
    let mask = graph.input("attention_mask", .integer, ["batch", "sequence"])
    var x = embeddings(model.embeddings, ids, mask)  // [b, s, C]
    let bias = attentionBias(model.distanceBias, ids, mask)
    if let modern = configuration.modern {
      x = add(modern, model.layers, x, bias, places(ids))
      x = norm(model.finalNorm, x, names.finalNorm)
    } else {
      for (index, layer) in model.layers.enumerated() { x = self.layer(layer, x, bias, names.layer(index)) }
    }
    let zero = graph.constant([0], isScalar: true)
    let first =  // [b, C]
      model.poolsMean ? mean(x, mask) : graph.add("Gather", x, zero, attributes: [("axis", .integer(1))])
    if !configuration.labels.isEmpty {
      var dense = activated(linear(model.head.dense, first, names.dense), configuration.family.head.activation)
      if configuration.modern != nil { dense = norm(model.head.norm, dense, names.headNorm) }
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
    let word = graph.add(
      "Gather", graph.weights(part.word, named: names.prefix + names.wordEmbeddings + ".weight"), ids)
    guard part.position.rows > 0 else { return norm(part.norm, word, names.prefix + names.embeddingNorm) }
    var table = part.position  // [P, C]
    if part.tokenType.rows > 0 { table.add(part.tokenType.gatheringRows(Array(repeating: 0, count: table.rows))) }
    let positions = graph.weights(table, named: prefix + "position_embeddings.weight")
    let position: Value
    if configuration.family.traits.countsPositionsFromPadding {
      // The number of tokens up to each one, plus the padding token's id.
      let places = graph.add("Mul", graph.add("CumSum", mask, graph.constant([1], isScalar: true)), mask)
      position = graph.add(
        "Gather", positions, graph.add("Add", places, graph.constant([configuration.paddingID ?? -1], isScalar: true)))
    } else {
      let length = graph.add("Gather", graph.add("Shape", ids), graph.constant([1]))
      position = graph.add("Slice", positions, graph.constant([0]), length, graph.constant([0]))
    }
    let x = norm(part.norm, graph.add("Add", word, position), prefix + "LayerNorm")  // [b, s, E]
    return configuration.embeddingSize == configuration.hiddenSize
      ? x : linear(part.projection, x, names.prefix + "embeddings_project")
  }

  /// The terms added to the scores: 0 for tokens, for padding so small that the probability is 0: [b, 1, 1, s]; with a bias by
  /// distance [b, H, s, s].
  private mutating func attentionBias(_ weights: Matrix, _ ids: Value, _ mask: Value) -> Value {
    let padding = paddingBias(mask)
    guard weights.rows > 0 else { return padding }
    let tokens = configuration.positionCount
    let table = graph.weights(  // [H, 2P − 1]
      DistanceBuckets.bias(weights, tokens: tokens).table, named: names.prefix + "encoder.relative_attention_bias.table"
    )
    let columns = graph.add(
      "Add", distances(places(ids)), graph.constant([tokens - 1], isScalar: true))
    let bias = graph.add("Gather", table, columns, attributes: [("axis", .integer(1))])  // [H, s, s]
    return graph.add("Add", graph.add("Unsqueeze", bias, graph.constant([0])), padding)
  }

  /// The positions [s] of the tokens.
  private mutating func places(_ ids: Value) -> Value {
    let length = graph.add("Gather", graph.add("Shape", ids), graph.constant([1]))
    return graph.add("Slice", graph.constant(Array(0..<configuration.positionCount)), graph.constant([0]), length)
  }

  /// The distances [s, s] from each query to each key.
  mutating func distances(_ places: Value) -> Value {
    graph.add(
      "Sub", graph.add("Unsqueeze", places, graph.constant([0])),
      graph.add("Unsqueeze", places, graph.constant([1])))
  }

  private mutating func paddingBias(_ mask: Value) -> Value {
    let wide = graph.add("Unsqueeze", mask, graph.constant([1, 2]))
    let present = graph.add("Cast", wide, attributes: [("to", .integer(1))])
    let absent = graph.add("Sub", graph.constant(1), present)
    return graph.add("Mul", absent, graph.constant(-.greatestFiniteMagnitude))
  }

  /// z [b, s, C] for x [b, s, C].
  private mutating func layer(_ layer: EncoderLayer, _ x: Value, _ bias: Value, _ name: String) -> Value {
    let (key, value) = (half(layer.keyValue, 0), half(layer.keyValue, 1))
    let context = attention(  // [b, s, C]
      queries: heads(linear(layer.query, x, name + names.query), [0, 2, 1, 3]),  // [b, H, s, D]
      keys: heads(linear(key, x, name + names.key), [0, 2, 3, 1]),  // [b, H, D, s]
      values: heads(linear(value, x, name + names.value), [0, 2, 1, 3]), bias)  // [b, H, s, D]
    let attended = linear(layer.attentionOutput, context, name + names.attentionOutput)
    let y = norm(layer.attentionNorm, graph.add("Add", attended, x), name + names.attentionNorm)
    let inner = activated(linear(layer.intermediate, y, name + names.intermediate), configuration.activation)
    let transformed = linear(layer.output, inner, name + names.output)
    return norm(layer.outputNorm, graph.add("Add", transformed, y), name + names.outputNorm)
  }

  /// The context [b, s, C] for queries and values [b, H, s, D], and keys [b, H, D, s].
  mutating func attention(queries: Value, keys: Value, values: Value, _ bias: Value) -> Value {
    let width = Float(configuration.hiddenSize / configuration.headCount)
    let scores = graph.add("Div", graph.add("MatMul", queries, keys), graph.constant(width.squareRoot()))
    let probabilities = graph.add("Softmax", graph.add("Add", scores, bias), attributes: [("axis", .integer(-1))])
    let merged = graph.add(
      "Transpose", graph.add("MatMul", probabilities, values), attributes: [("perm", .integers([0, 2, 1, 3]))])
    return graph.add("Reshape", merged, graph.constant([0, 0, configuration.hiddenSize]))
  }

  /// The first or second half of a map's outputs.
  func half(_ map: Linear, _ part: Int) -> Linear {
    let rows = map.weight.rows / 2
    let range = rows * part..<rows * (part + 1)
    return Linear(
      weight: map.weight.gatheringRows(Array(range)),
      bias: Matrix(rows: 1, columns: rows, Array(map.bias.elements[range])))
  }

  /// x [b, s, C] split into heads, with its axes in another order.
  mutating func heads(_ x: Value, _ order: [Int]) -> Value {
    let width = configuration.hiddenSize / configuration.headCount
    let split = graph.add("Reshape", x, graph.constant([0, 0, configuration.headCount, width]))
    return graph.add("Transpose", split, attributes: [("perm", .integers(order))])
  }

  mutating func linear(_ map: Linear, _ x: Value, _ name: String) -> Value {
    let product = graph.add("MatMul", x, graph.weights(map.weight.transposed(), named: name + ".weight"))
    return graph.add("Add", product, graph.weights(map.bias, named: name + ".bias", isVector: true))
  }

  mutating func norm(_ norm: LayerNorm, _ x: Value, _ name: String) -> Value {
    graph.add(
      "LayerNormalization", x, graph.weights(norm.scale, named: name + ".weight", isVector: true),
      graph.weights(norm.shift, named: name + ".bias", isVector: true),
      attributes: [("axis", .integer(-1)), ("epsilon", .number(configuration.layerNormEpsilon))])
  }

  mutating func activated(_ x: Value, _ activation: Activation) -> Value {
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

import Tensors

// b texts · s tokens of the longest · P positions · C channels · H heads · D = C/H · I inner

/// ModernBERT's layers: norms first, rotary positions, local attention and gated networks.
extension ONNXBuilder {
  /// The output [b, s, C] of all layers, for x [b, s, C] and the places [s] of the tokens.
  mutating func add(
    _ modern: ModernConfiguration, _ layers: [EncoderLayer], _ x: Value, _ bias: Value, _ places: Value
  ) -> Value {
    let distances = graph.add("Abs", distances(places))  // [s, s]
    let isFar = graph.add("Greater", distances, graph.constant([modern.window], isScalar: true))
    let far = graph.add("Cast", isFar, attributes: [("to", .integer(1))])
    let window = graph.add("Mul", far, graph.constant(-.greatestFiniteMagnitude))
    // The larger of two terms of this size: their sum would be infinite.
    let localBias = graph.add("Min", bias, window)  // [b, 1, s, s]
    let global = angles(modern.globalBase, "global", places)
    let local = angles(modern.localBase, "local", places)
    var x = x
    for (index, layer) in layers.enumerated() {
      let isGlobal = modern.isGlobal(layer: index)
      x = self.layer(layer, x, isGlobal ? bias : localBias, isGlobal ? global : local, names.layer(index))
    }
    return x
  }

  private typealias Angles = (cosines: Value, sines: Value)

  /// Cosines and sines [s, D/2] of the places.
  private mutating func angles(_ base: Float, _ name: String, _ places: Value) -> Angles {
    let rotary = Rotary(
      base: base, channels: configuration.hiddenSize / configuration.headCount, positions: configuration.positionCount)
    return (
      graph.add("Gather", graph.weights(rotary.cosines, named: "rotary.\(name).cosines"), places),
      graph.add("Gather", graph.weights(rotary.sines, named: "rotary.\(name).sines"), places)
    )
  }

  /// z [b, s, C] for x [b, s, C].
  private mutating func layer(
    _ layer: EncoderLayer, _ x: Value, _ bias: Value, _ angles: Angles, _ name: String
  ) -> Value {
    let input =
      layer.attentionNorm.scale.count > 0 ? norm(layer.attentionNorm, x, name + names.attentionNorm) : x
    let (key, value) = (half(layer.keyValue, 0), half(layer.keyValue, 1))
    let queries = rotated(heads(linear(layer.query, input, name + "attn.query"), [0, 2, 1, 3]), angles)
    let keys = rotated(heads(linear(key, input, name + "attn.key"), [0, 2, 1, 3]), angles)
    let context = attention(  // [b, s, C]
      queries: queries, keys: graph.add("Transpose", keys, attributes: [("perm", .integers([0, 1, 3, 2]))]),
      values: heads(linear(value, input, name + "attn.value"), [0, 2, 1, 3]), bias)
    let y = graph.add("Add", linear(layer.attentionOutput, context, name + names.attentionOutput), x)
    let normalized = norm(layer.outputNorm, y, name + names.outputNorm)
    let (first, second) = (half(layer.intermediate, 0), half(layer.intermediate, 1))
    let inner = graph.add(
      "Mul", activated(linear(first, normalized, name + names.intermediate + ".input"), configuration.activation),
      linear(second, normalized, name + names.intermediate + ".gate"))
    return graph.add("Add", linear(layer.output, inner, name + names.output), y)
  }

  /// x [b, H, s, D] with the channels i and i + D/2 rotated.
  private mutating func rotated(_ x: Value, _ angles: Angles) -> Value {
    let width = configuration.hiddenSize / configuration.headCount
    let axis = graph.constant([3])
    let first = graph.add("Slice", x, graph.constant([0]), graph.constant([width / 2]), axis)
    let second = graph.add("Slice", x, graph.constant([width / 2]), graph.constant([width]), axis)
    let turnedFirst = graph.add(
      "Sub", graph.add("Mul", first, angles.cosines), graph.add("Mul", second, angles.sines))
    let turnedSecond = graph.add(
      "Add", graph.add("Mul", second, angles.cosines), graph.add("Mul", first, angles.sines))
    return graph.add("Concat", turnedFirst, turnedSecond, attributes: [("axis", .integer(-1))])
  }

  /// The mean [b, C] of the tokens of each text in x [b, s, C].
  mutating func mean(_ x: Value, _ mask: Value) -> Value {
    let counted = graph.add("Cast", mask, attributes: [("to", .integer(1))])  // [b, s]
    let sums = graph.add(
      "ReduceSum", graph.add("Mul", x, graph.add("Unsqueeze", counted, graph.constant([2]))), graph.constant([1]),
      attributes: [("keepdims", .integer(0))])
    let counts = graph.add("ReduceSum", counted, graph.constant([1]), attributes: [("keepdims", .integer(1))])
    return graph.add("Div", sums, counts)
  }
}

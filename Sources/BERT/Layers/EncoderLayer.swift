public import Tensors

// N tokens of all texts · M tokens whose output is computed (N, or one a text in the last layer) · C channels · I inner

/// One layer of the encoder: self-attention and a feed-forward network, each followed by a residual and a layer norm
/// (Vaswani et al., 2017, figure 1, left; post-norm as in BERT). `EncoderLayer+PreNorm.swift` has the layers with norms first.
public struct EncoderLayer: Sendable {
  /// The queries of the attention.
  public var query: Linear  // [C, C]
  /// Keys and values in one product: the rows of the keys above those of the values.
  public var keyValue: Linear  // [2C, C]
  /// Combines the heads.
  public var attentionOutput: Linear  // [C, C]
  /// After the attention and its residual; with norms first before the attention, without scale for none.
  public var attentionNorm: LayerNorm  // [C]
  /// The first layer of the feed-forward network; in a gated one, the second half of its outputs is gated by the first.
  public var intermediate: Linear  // [I, C], gated [2I, C]
  /// The second layer of the feed-forward network.
  public var output: Linear  // [C, I]
  /// After the feed-forward network and its residual; with norms first before the network.
  public var outputNorm: LayerNorm  // [C]

  /// Queries, keys and values in one map, as families that store them together have it.
  var queryKeyValue: Linear {
    get {
      var all = Linear(weight: Matrix(rows: 0, columns: query.weight.columns), bias: Matrix(rows: 1, columns: 0))
      all.weight = Matrix(stacking: [query.weight, keyValue.weight])
      all.bias = Matrix(
        rows: 1, columns: query.bias.count + keyValue.bias.count, query.bias.elements + keyValue.bias.elements)
      return all
    }
    set {
      let (rows, count) = (newValue.weight.rows / 3, newValue.bias.count / 3)
      query.weight = newValue.weight.gatheringRows(Array(0..<rows))
      keyValue.weight = newValue.weight.gatheringRows(Array(rows..<3 * rows))
      query.bias = Matrix(rows: 1, columns: count, Array(newValue.bias.elements[..<count]))
      keyValue.bias = Matrix(rows: 1, columns: 2 * count, Array(newValue.bias.elements[count...]))
    }
  }

  /// Calls `body` with each linear map of the layer.
  mutating func forEachLinear(_ body: (inout Linear) -> Void) {
    body(&query)
    body(&keyValue)
    body(&attentionOutput)
    body(&intermediate)
    body(&output)
  }

  /// The inputs of a layer besides its weights and x.
  struct Shape: Sendable {
    var attention: Attention
    var texts: Attention.Texts
    /// The rows to compute; nil for all. Heads read few of the last layer.
    var rows: [Int]?
    var activation: Activation
    var epsilon: Float
    /// Whether norms come before attention and feed-forward network, which is gated.
    var normalizesFirst = false
    /// The rotation of queries and keys.
    var rotary: Rotary?

    /// The rows to compute.
    func gather(_ x: Matrix) -> Matrix { rows.map { x.gatheringRows($0) } ?? x }
  }

  /// The dropouts of training.
  struct Dropouts: Sendable {
    var attention: Dropout
    var attentionOutput: Dropout?
    var activated: Dropout?
    var output: Dropout?
  }

  struct Saved: Sendable {
    var x: Matrix  // [N, C], the input of keys and values
    var queryInput: Matrix  // [M, C]
    var queries: Matrix  // [M, C]
    var keysValues: Matrix  // [N, 2C]
    var attention: Attention.Saved
    var context: Matrix  // [M, C]
    var attentionNorm: LayerNorm.Saved?  // [M, C], with norms first [N, C]
    var y: Matrix  // [M, C], the input of the feed-forward network
    var inner: Matrix  // [M, I], gated [M, 2I], before the activation
    var activated: Matrix  // [M, I]
    var outputNorm: LayerNorm.Saved  // [M, C]
    var dropouts: Dropouts?
  }

  /// z [M, C] for x [N, C].
  func forward(_ x: Matrix, _ shape: Shape, in context: PassContext) -> Matrix {
    if shape.normalizesFirst { return preNormForward(x, shape, in: context) }
    let queryInput = shape.gather(x)  // [M, C]
    let queries = query.forward(queryInput, in: context)  // [M, C]
    let keysValues = keyValue.forward(x, in: context)  // [N, 2C]
    let attended = shape.attention.forward(  // [M, C]
      queries: queries, keysValues: keysValues, shape.texts, in: context)
    let y = attentionNorm.forward(  // [M, C]
      attentionOutput.forward(attended, in: context), adding: queryInput, epsilon: shape.epsilon, in: context)
    let activated = intermediate.forward(y, then: shape.activation, in: context)  // [M, I]
    return outputNorm.forward(
      output.forward(activated, in: context), adding: y, epsilon: shape.epsilon, in: context)
  }

  func forwardSaving(
    _ x: Matrix, _ shape: Shape, dropouts: Dropouts? = nil, in context: PassContext
  ) -> (z: Matrix, saved: Saved) {
    if shape.normalizesFirst { return preNormForwardSaving(x, shape, dropouts: dropouts, in: context) }
    let queryInput = shape.gather(x)  // [M, C]
    let queries = query.forward(queryInput, in: context)  // [M, C]
    let keysValues = keyValue.forward(x, in: context)  // [N, 2C]
    let (attentionContext, attention) = shape.attention.forwardSaving(  // [M, C]
      queries: queries, keysValues: keysValues, shape.texts, dropout: dropouts?.attention, in: context)
    var attended = attentionOutput.forward(attentionContext, in: context)  // [M, C]
    dropouts?.attentionOutput?.apply(to: &attended, in: context)
    let (y, firstNorm) = attentionNorm.forwardSaving(  // [M, C]
      attended, adding: queryInput, epsilon: shape.epsilon, in: context)
    let inner = intermediate.forward(y, in: context)  // [M, I]
    let activated = shape.activation.forward(inner, in: context)  // [M, I]
    var transformed = output.forward(activated, in: context)  // [M, C]
    dropouts?.output?.apply(to: &transformed, in: context)
    let (z, secondNorm) = outputNorm.forwardSaving(  // [M, C]
      transformed, adding: y, epsilon: shape.epsilon, in: context)
    let saved = Saved(
      x: x, queryInput: queryInput, queries: queries, keysValues: keysValues, attention: attention,
      context: attentionContext, attentionNorm: firstNorm, y: y, inner: inner, activated: activated,
      outputNorm: secondNorm, dropouts: dropouts)
    return (z, saved)
  }

  /// Adds the weights' gradients to `gradient`; returns dx [N, C] for dz [M, C], and the gradient of a learned bias by distance.
  func backward(
    _ dz: Matrix, _ saved: Saved, _ shape: Shape, into gradient: inout EncoderLayer, in context: PassContext
  ) -> (dx: Matrix, dBias: Matrix?) {
    guard let attentionSaved = saved.attentionNorm, !shape.normalizesFirst else {
      return preNormBackward(dz, saved, shape, into: &gradient, in: context)
    }
    var dy = outputNorm.backward(dz, saved.outputNorm, into: &gradient.outputNorm, in: context)  // [M, C]
    var dTransformed = dy  // [M, C]
    saved.dropouts?.output?.apply(to: &dTransformed, in: context)
    let dActivated = output.backward(  // [M, I]
      dTransformed, input: saved.activated, into: &gradient.output, in: context)
    let dInner = shape.activation.backward(dActivated, input: saved.inner, in: context)  // [M, I]
    dy.add(intermediate.backward(dInner, input: saved.y, into: &gradient.intermediate, in: context))

    var dQueryInput = attentionNorm.backward(  // [M, C]
      dy, attentionSaved, into: &gradient.attentionNorm, in: context)
    var dAttended = dQueryInput  // [M, C]
    saved.dropouts?.attentionOutput?.apply(to: &dAttended, in: context)
    let dContext = attentionOutput.backward(  // [M, C]
      dAttended, input: saved.context, into: &gradient.attentionOutput, in: context)
    let (dQueries, dKeysValues, dBias) = shape.attention.backward(
      dContext, queries: saved.queries, keysValues: saved.keysValues, saved.attention,
      dropout: saved.dropouts?.attention, in: context)
    dQueryInput.add(query.backward(dQueries, input: saved.queryInput, into: &gradient.query, in: context))
    var dx = keyValue.backward(  // [N, C]
      dKeysValues, input: saved.x, into: &gradient.keyValue, in: context)
    dx.addRows(of: dQueryInput, shape)
    return (dx, dBias)
  }
}

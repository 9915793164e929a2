public import Tensors

// N tokens of all texts · M tokens whose output is computed (N, or one a text in the last layer) · C channels · I inner

/// One layer of the encoder: self-attention and a feed-forward network, each with a residual and a layer norm behind it
/// (Vaswani et al., 2017, figure 1, left; post-norm as in BERT).
public struct EncoderLayer: Sendable {
  /// What each token asks for.
  public var query: Linear  // [C, C]
  /// Keys and values in one product: the key's rows above the value's.
  public var keyValue: Linear  // [2C, C]
  /// Mixes the heads.
  public var attentionOutput: Linear  // [C, C]
  /// Behind the attention and its residual.
  public var attentionNorm: LayerNorm  // [C]
  /// Widens each token for the activation.
  public var intermediate: Linear  // [I, C]
  /// Narrows it again.
  public var output: Linear  // [C, I]
  /// Behind the feed-forward network and its residual.
  public var outputNorm: LayerNorm  // [C]

  /// Calls `body` with each of its linear maps.
  mutating func forEachLinear(_ body: (inout Linear) -> Void) {
    body(&query)
    body(&keyValue)
    body(&attentionOutput)
    body(&intermediate)
    body(&output)
  }

  /// What a layer needs to know beside its weights.
  struct Shape: Sendable {
    var attention: Attention
    var texts: Attention.Texts
    /// The rows whose output anyone reads; nil for all. A classifier reads only [CLS] of the last layer.
    var rows: [Int]?
    var activation: Activation
    var epsilon: Float
  }

  /// Where elements are dropped while training.
  struct Dropouts: Sendable {
    var attention: Dropout
    var attentionOutput: Dropout?
    var output: Dropout
  }

  struct Saved: Sendable {
    var x: Matrix  // [N, C]
    var queryInput: Matrix  // [M, C]
    var queries: Matrix  // [M, C]
    var keysValues: Matrix  // [N, 2C]
    var attention: Attention.Saved
    var context: Matrix  // [M, C]
    var attentionNorm: LayerNorm.Saved  // [M, C]
    var y: Matrix  // [M, C], after the first norm
    var inner: Matrix  // [M, I], before the activation
    var activated: Matrix  // [M, I]
    var outputNorm: LayerNorm.Saved  // [M, C]
    var dropouts: Dropouts?
  }

  /// z [M, C] for x [N, C].
  func forward(_ x: Matrix, _ shape: Shape) -> Matrix {
    let queryInput = shape.rows.map { x.gatheringRows($0) } ?? x  // [M, C]
    let context = shape.attention.forward(  // [M, C]
      queries: query.forward(queryInput), keysValues: keyValue.forward(x), shape.texts)
    let y = attentionNorm.forward(  // [M, C]
      attentionOutput.forward(context), adding: queryInput, epsilon: shape.epsilon)
    return outputNorm.forward(
      output.forward(intermediate.forward(y, then: shape.activation)), adding: y, epsilon: shape.epsilon)
  }

  func forwardSaving(_ x: Matrix, _ shape: Shape, dropouts: Dropouts? = nil) -> (z: Matrix, saved: Saved) {
    let queryInput = shape.rows.map { x.gatheringRows($0) } ?? x  // [M, C]
    let queries = query.forward(queryInput)  // [M, C]
    let keysValues = keyValue.forward(x)  // [N, 2C]
    let (context, attention) = shape.attention.forwardSaving(  // [M, C]
      queries: queries, keysValues: keysValues, shape.texts, dropout: dropouts?.attention)
    var attended = attentionOutput.forward(context)  // [M, C]
    dropouts?.attentionOutput?.apply(to: &attended)
    let (y, firstNorm) = attentionNorm.forwardSaving(attended, adding: queryInput, epsilon: shape.epsilon)  // [M, C]
    let inner = intermediate.forward(y)  // [M, I]
    let activated = shape.activation.forward(inner)  // [M, I]
    var transformed = output.forward(activated)  // [M, C]
    dropouts?.output.apply(to: &transformed)
    let (z, secondNorm) = outputNorm.forwardSaving(transformed, adding: y, epsilon: shape.epsilon)  // [M, C]
    let saved = Saved(
      x: x, queryInput: queryInput, queries: queries, keysValues: keysValues, attention: attention, context: context,
      attentionNorm: firstNorm, y: y, inner: inner, activated: activated, outputNorm: secondNorm, dropouts: dropouts)
    return (z, saved)
  }

  /// Adds the weights' gradients to `gradient`; returns dx [N, C] for dz [M, C].
  func backward(_ dz: Matrix, _ saved: Saved, _ shape: Shape, into gradient: inout EncoderLayer) -> Matrix {
    var dy = outputNorm.backward(dz, saved.outputNorm, into: &gradient.outputNorm)  // [M, C]
    var dTransformed = dy  // [M, C]
    saved.dropouts?.output.apply(to: &dTransformed)
    let dActivated = output.backward(dTransformed, input: saved.activated, into: &gradient.output)  // [M, I]
    let dInner = shape.activation.backward(dActivated, input: saved.inner)  // [M, I]
    dy.add(intermediate.backward(dInner, input: saved.y, into: &gradient.intermediate))

    var dQueryInput = attentionNorm.backward(dy, saved.attentionNorm, into: &gradient.attentionNorm)  // [M, C]
    var dAttended = dQueryInput  // [M, C]
    saved.dropouts?.attentionOutput?.apply(to: &dAttended)
    let dContext = attentionOutput.backward(dAttended, input: saved.context, into: &gradient.attentionOutput)  // [M, C]
    let (dQueries, dKeysValues) = shape.attention.backward(
      dContext, queries: saved.queries, keysValues: saved.keysValues, saved.attention,
      dropout: saved.dropouts?.attention)
    dQueryInput.add(query.backward(dQueries, input: saved.queryInput, into: &gradient.query))
    var dx = keyValue.backward(dKeysValues, input: saved.x, into: &gradient.keyValue)  // [N, C]
    if let rows = shape.rows { dx.addRows(of: dQueryInput, at: rows) } else { dx.add(dQueryInput) }
    return dx
  }
}

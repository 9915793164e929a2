public import Tensors

// B texts · N tokens · M tokens that heads read, N or fewer · C channels · L labels

/// An encoder of the BERT family with its heads: one that labels whole texts, as transformers'
/// `…ForSequenceClassification` classes, and further ones that share the pass.
///
/// Gradients and optimizer moments are values of this same type.
public struct SequenceClassifier: Sendable {
  /// Family, sizes and labels.
  public var configuration: Configuration
  /// The embedding layer.
  public var embeddings: Embeddings
  /// The attention's bias by distance, one row for each bucket; empty in families without.
  public var distanceBias: Matrix  // [K, H]
  /// The encoder layers, first to last.
  public var layers: [EncoderLayer]
  /// The norm behind the last layer, in families with norms first; else without scale.
  public var finalNorm: LayerNorm  // [C]
  /// From [CLS] to logits; without outputs if the configuration has no labels.
  public var head: ClassificationHead
  /// The further heads, by name.
  public var taskHeads: [TaskHead]

  /// The values that `backward` needs.
  public struct Saved: Sendable {
    var batch: Batch
    var embeddings: Embeddings.Saved
    var layers: [EncoderLayer.Saved]
    var finalNorm: LayerNorm.Saved?
    var head: SavedHead
  }

  /// The values that the backward pass of the read head needs.
  public struct SavedHead: Sendable {
    fileprivate enum Values { case main(ClassificationHead.Saved), task(Int, TaskHead.Saved) }
    fileprivate var values: Values
  }

  /// Logits [B, L] of the main head, unless the pass is cancelled before its last layer.
  public func forward(_ batch: Batch, in context: PassContext) throws(CancellationError) -> Matrix {
    logits(try encode(batch, in: context), batch, in: context)
  }

  /// The last hidden state [M, C] of the tokens that heads read, with the mean of the text in the place of [CLS] if heads read that, unless the pass is cancelled before its last layer.
  public func encode(_ batch: Batch, in context: PassContext) throws(CancellationError) -> Matrix {
    var x = embeddings.forward(batch, embeddingsShape, in: context)  // [N, C], behind the last layer [M, C]
    for index in layers.indices.dropLast() {
      try context.checkCancellation()
      x = layers[index].forward(x, shape(batch, layer: index, context), in: context)
    }
    try context.checkCancellation()
    let last = layers.count - 1
    var z = layers[last].forward(x, shape(batch, layer: last, context), in: context)
    setStarts(of: &z, input: x, batch, in: context)
    return finish(z, batch, in: context)
  }

  /// Computes the rows of [CLS] in the last layer alone where OpenBLAS computes it, which rounds a row differently among other
  /// rows: a head that reads words must not change the label.
  func setStarts(of z: inout Matrix, input x: Matrix, _ batch: Batch, in context: PassContext) {
    let last = layers.count - 1
    guard batch.readsWords, layers[last].query.packed == nil, !poolsMean else { return }
    z.setRows(
      layers[last].forward(x, shape(batch.readingStarts, layer: last, context), in: context), at: batch.readStarts)
  }

  /// Logits [B, L] of the main head for a last hidden state [M, C].
  public func logits(_ hidden: Matrix, _ batch: Batch, in context: PassContext) -> Matrix {
    guard !configuration.labels.isEmpty else { return Matrix(rows: batch.count, columns: 0) }
    return head.forwardSaving(starts(of: hidden, batch), headShape, in: context).logits
  }

  /// The rows [B, C] of [CLS].
  func starts(of hidden: Matrix, _ batch: Batch) -> Matrix {
    batch.readsWords ? hidden.gatheringRows(batch.readStarts) : hidden
  }

  /// Logits [B, L] of the main head or a further one, or [M, L] of one that reads words, with what `backward` needs; with
  /// dropout if a source of it is given.
  ///
  /// - Parameter task: the index of the further head; nil for the main one.
  public func forwardSaving(
    _ batch: Batch, task: Int? = nil, dropout source: DropoutSource? = nil, in context: PassContext
  ) -> (logits: Matrix, saved: Saved) {
    var source = source
    var (x, savedEmbeddings) = embeddings.forwardSaving(
      batch, embeddingsShape, dropout: source?.next(configuration.embeddingDropout), in: context)
    var savedLayers: [EncoderLayer.Saved] = []
    for index in layers.indices {
      let (z, saved) = layers[index].forwardSaving(
        x, shape(batch, layer: index, context), dropouts: source?.nextOfLayer(configuration), in: context)
      x = z
      savedLayers.append(saved)
    }
    let (hidden, savedNorm) = finishSaving(x, batch, in: context)
    let (logits, head) = headForwardSaving(hidden, batch, task: task, dropout: source, in: context)
    let saved = Saved(
      batch: batch, embeddings: savedEmbeddings, layers: savedLayers, finalNorm: savedNorm, head: head)
    return (logits, saved)
  }

  /// Logits of a head for a last hidden state [M, C], with what its backward pass needs.
  public func headForwardSaving(
    _ hidden: Matrix, _ batch: Batch, task: Int?, dropout source: DropoutSource?, in context: PassContext
  ) -> (logits: Matrix, saved: SavedHead) {
    var source = source
    if let task {
      let x = taskHeads[task].kind.readsWords ? hidden : starts(of: hidden, batch)
      let dropout = source?.next(configuration.classifierDropout)
      let (logits, saved) = taskHeads[task].forwardSaving(x, dropout: dropout, in: context)
      return (logits, SavedHead(values: .task(task, saved)))
    }
    let (logits, saved) = head.forwardSaving(
      starts(of: hidden, batch), headShape, dropouts: source?.nextOfHead(configuration), in: context)
    return (logits, SavedHead(values: .main(saved)))
  }

  /// Adds the gradient of every parameter to `gradient`, for the gradient of the logits [B, L].
  ///
  /// - Parameter frozenLayers: the number of frozen layers, from the first on; the embeddings are frozen, too. Nil freezes
  ///   nothing.
  public func backward(
    _ dLogits: Matrix, _ saved: Saved, into gradient: inout SequenceClassifier, frozenLayers: Int? = nil,
    in context: PassContext
  ) {
    let batch = saved.batch
    let dHidden = headBackward(dLogits, saved.head, batch, into: &gradient, in: context)  // [M, C]
    // [M, C], below the last layer [N, C]
    var dx = finishBackward(dHidden, saved.finalNorm, batch, into: &gradient, in: context)
    for index in layers.indices.dropFirst(frozenLayers ?? 0).reversed() {
      let dBias: Matrix?
      (dx, dBias) = layers[index].backward(
        dx, saved.layers[index], shape(batch, layer: index, context), into: &gradient.layers[index], in: context)
      if let dBias, frozenLayers == nil { DistanceBuckets.backward(dBias, into: &gradient.distanceBias) }
    }
    if frozenLayers == nil {
      embeddings.backward(dx, saved.embeddings, embeddingsShape, into: &gradient.embeddings, in: context)
    }
  }

  /// Adds the gradient of a head's parameters to `gradient`; returns the gradient of the last hidden state [M, C].
  @discardableResult
  public func headBackward(
    _ dLogits: Matrix, _ saved: SavedHead, _ batch: Batch, into gradient: inout SequenceClassifier,
    in context: PassContext
  ) -> Matrix {
    switch saved.values {
    case .main(let saved):
      let dx = head.backward(  // [B, C]
        dLogits, saved, headShape, into: &gradient.head, in: context)
      return spread(dx, batch)
    case .task(let task, let saved):
      let dx = taskHeads[task].backward(dLogits, saved, into: &gradient.taskHeads[task], in: context)  // [B or M, C]
      return taskHeads[task].kind.readsWords ? dx : spread(dx, batch)
    }
  }

  /// The rows [B, C] of [CLS] among zeros for the other read tokens: [M, C].
  func spread(_ starts: Matrix, _ batch: Batch) -> Matrix {
    guard batch.readsWords else { return starts }
    var all = Matrix(rows: batch.read.count, columns: starts.columns)
    all.addRows(of: starts, at: batch.readStarts)
    return all
  }

  /// Packs the weights of the encoder layers for inference. The model can no longer be trained or saved.
  public mutating func pack(as precision: PackedFactor.Precision, in context: PassContext) {
    for index in layers.indices { layers[index].forEachLinear { $0.pack(as: precision, in: context) } }
  }

  /// Rounds the factors of the encoder layers' products, forward and backward; weights, sums and all else stay float32. Nil is
  /// float32 by OpenBLAS. Int8 is not supported, since it has no gradients.
  public mutating func round(to precision: PackedFactor.Precision?) {
    precondition(precision != .int8, "int8 has no gradients")
    for index in layers.indices { layers[index].forEachLinear { $0.precision = precision } }
  }

  /// The memory of the weights, in bytes.
  public var byteCount: Int {
    var (copy, packed) = (self, 0)  // visiting requires a variable, but changes nothing
    for index in copy.layers.indices { copy.layers[index].forEachLinear { packed += $0.packed?.byteCount ?? 0 } }
    return parameters.reduce(packed) { $0 + 4 * $1.value.count }
  }

  var headShape: ClassificationHead.Shape {
    ClassificationHead.Shape(kind: configuration.family.head, epsilon: configuration.layerNormEpsilon)
  }

  var embeddingsShape: Embeddings.Shape {
    Embeddings.Shape(
      padding: configuration.paddingID,
      countsPositionsFromPadding: configuration.family.traits.countsPositionsFromPadding,
      epsilon: configuration.layerNormEpsilon)
  }

  /// Int8 is too coarse for probabilities, and bfloat16 is worth its rounding only where it is faster.
  private func attentionPrecision(_ kernels: Kernels) -> PackedFactor.Precision? {
    let precision = layers.first.flatMap { $0.query.packed?.precision ?? $0.query.precision }
    guard precision == .int8 || precision == .bfloat16 else { return precision }
    return kernels.gainByBFloat16 ? .bfloat16 : .float32
  }

  /// The last layer computes query, output and feed-forward only for the tokens that heads read.
  func shape(_ batch: Batch, layer: Int, _ context: PassContext) -> EncoderLayer.Shape {
    let isRead = layer == layers.count - 1 && !poolsMean
    let (bias, rotary) = positions(batch, layer: layer)
    return EncoderLayer.Shape(
      attention: Attention(
        heads: configuration.headCount, bias: bias, precision: attentionPrecision(context.kernels)),
      texts: Attention.Texts(
        queries: isRead ? batch.readOffsets : batch.offsets, keys: batch.offsets,
        positions: bias == nil && rotary == nil ? [] : batch.places(ofRead: isRead)),
      rows: isRead ? batch.read : nil, activation: configuration.activation,
      epsilon: configuration.layerNormEpsilon, normalizesFirst: configuration.modern != nil, rotary: rotary)
  }
}

/// The seeds of one training step's dropout masks, in order.
public struct DropoutSource: Sendable {
  private var generator: SplitMix64

  /// A stream of masks that depends only on the seed.
  public init(seed: UInt64) { generator = SplitMix64(seed: seed) }

  mutating func next(_ probability: Float) -> Dropout {
    Dropout(probability: probability, seed: generator.next())
  }

  mutating func nextOfLayer(_ configuration: Configuration) -> EncoderLayer.Dropouts {
    let attention = next(configuration.attentionDropout)
    if configuration.modern != nil {
      return EncoderLayer.Dropouts(
        attention: attention, attentionOutput: next(configuration.attentionDropout),
        activated: next(configuration.hiddenDropout))
    }
    let attentionOutput = configuration.family.traits.dropsAttentionOutput ? next(configuration.hiddenDropout) : nil
    return EncoderLayer.Dropouts(
      attention: attention, attentionOutput: attentionOutput, output: next(configuration.hiddenDropout))
  }

  mutating func nextOfHead(_ configuration: Configuration) -> ClassificationHead.Dropouts {
    let input = configuration.family.head.dropsInput ? next(configuration.classifierDropout) : nil
    return ClassificationHead.Dropouts(input: input, activated: next(configuration.classifierDropout))
  }
}

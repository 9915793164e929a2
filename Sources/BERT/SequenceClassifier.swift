public import Tensors

// B texts · N tokens · C channels · L labels

/// An encoder of the BERT family with a head that labels whole texts, as transformers' `…ForSequenceClassification` classes.
///
/// Gradients and optimizer moments are values of this same type.
public struct SequenceClassifier: Sendable {
  /// Family, sizes and labels.
  public var configuration: Configuration
  /// The embedding layer.
  public var embeddings: Embeddings
  /// The encoder layers, first to last.
  public var layers: [EncoderLayer]
  /// From [CLS] to logits.
  public var head: ClassificationHead

  /// The values that `backward` needs.
  public struct Saved: Sendable {
    var batch: Batch
    var embeddings: Embeddings.Saved
    var layers: [EncoderLayer.Saved]
    var head: ClassificationHead.Saved
  }

  /// Logits [B, L], unless the pass is cancelled before its last layer.
  public func forward(_ batch: Batch, in context: PassContext) throws(CancellationError) -> Matrix {
    var x = embeddings.forward(batch, embeddingsShape, in: context)  // [N, C], in the last layer [B, C]
    for index in layers.indices {
      try context.checkCancellation()
      x = layers[index].forward(x, shape(batch, layer: index, context), in: context)
    }
    return head.forwardSaving(x, configuration.family.head, in: context).logits
  }

  /// Logits [B, L], with what `backward` needs; with dropout if a source of it is given.
  public func forwardSaving(
    _ batch: Batch, dropout source: DropoutSource? = nil, in context: PassContext
  ) -> (logits: Matrix, saved: Saved) {
    var source = source
    let hidden = configuration.hiddenDropout
    var (x, savedEmbeddings) = embeddings.forwardSaving(
      batch, embeddingsShape, dropout: source?.next(hidden), in: context)
    var savedLayers: [EncoderLayer.Saved] = []
    for index in layers.indices {
      let (z, saved) = layers[index].forwardSaving(
        x, shape(batch, layer: index, context), dropouts: source?.nextOfLayer(configuration), in: context)
      x = z
      savedLayers.append(saved)
    }
    let (logits, savedHead) = head.forwardSaving(
      x, configuration.family.head, dropouts: source?.nextOfHead(configuration), in: context)
    return (logits, Saved(batch: batch, embeddings: savedEmbeddings, layers: savedLayers, head: savedHead))
  }

  /// Adds the gradient of every parameter to `gradient`, for the gradient of the logits [B, L].
  ///
  /// - Parameter frozenLayers: the number of frozen layers, from the first on; the embeddings are frozen, too. Nil freezes
  ///   nothing.
  public func backward(
    _ dLogits: Matrix, _ saved: Saved, into gradient: inout SequenceClassifier, frozenLayers: Int? = nil,
    in context: PassContext
  ) {
    var dx = head.backward(  // [B, C], below the last layer [N, C]
      dLogits, saved.head, configuration.family.head, into: &gradient.head, in: context)
    for index in layers.indices.dropFirst(frozenLayers ?? 0).reversed() {
      dx = layers[index].backward(
        dx, saved.layers[index], shape(saved.batch, layer: index, context), into: &gradient.layers[index], in: context)
    }
    if frozenLayers == nil {
      embeddings.backward(dx, saved.embeddings, embeddingsShape, into: &gradient.embeddings, in: context)
    }
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

  var embeddingsShape: Embeddings.Shape {
    Embeddings.Shape(
      padding: configuration.paddingID, countsPositionsFromPadding: configuration.family.countsPositionsFromPadding,
      epsilon: configuration.layerNormEpsilon)
  }

  /// Int8 is too coarse for probabilities, and bfloat16 is worth its rounding only where it is faster.
  private func attentionPrecision(_ kernels: Kernels) -> PackedFactor.Precision? {
    let precision = layers.first.flatMap { $0.query.packed?.precision ?? $0.query.precision }
    guard precision == .int8 || precision == .bfloat16 else { return precision }
    return kernels.gainByBFloat16 ? .bfloat16 : .float32
  }

  /// The last layer computes query, output and feed-forward for the [CLS] rows only; the head reads no others.
  func shape(_ batch: Batch, layer: Int, _ context: PassContext) -> EncoderLayer.Shape {
    let isLast = layer == layers.count - 1
    return EncoderLayer.Shape(
      attention: Attention(heads: configuration.headCount, precision: attentionPrecision(context.kernels)),
      texts: Attention.Texts(queries: isLast ? Array(0...batch.count) : batch.offsets, keys: batch.offsets),
      rows: isLast ? batch.starts : nil, activation: configuration.activation,
      epsilon: configuration.layerNormEpsilon)
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
    let attentionOutput = configuration.family.dropsAttentionOutput ? next(configuration.hiddenDropout) : nil
    return EncoderLayer.Dropouts(
      attention: attention, attentionOutput: attentionOutput, output: next(configuration.hiddenDropout))
  }

  mutating func nextOfHead(_ configuration: Configuration) -> ClassificationHead.Dropouts {
    let input = configuration.family.head.dropsInput ? next(configuration.classifierDropout) : nil
    return ClassificationHead.Dropouts(input: input, activated: next(configuration.classifierDropout))
  }
}

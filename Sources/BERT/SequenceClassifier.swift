public import Tensors

// B texts · N tokens · C channels · L labels

/// An encoder of the BERT family with a head that labels whole texts.
///
/// Gradients and optimizer moments are values of this same type. It computes what transformers' classes
/// `…ForSequenceClassification` compute.
public struct SequenceClassifier: Sendable {
  /// Family, sizes and labels.
  public var configuration: Configuration
  /// The first layer.
  public var embeddings: Embeddings
  /// The encoder layers, first to last.
  public var layers: [EncoderLayer]
  /// From [CLS] to logits.
  public var head: ClassificationHead

  /// What `backward` needs.
  public struct Saved: Sendable {
    var batch: Batch
    var embeddings: Embeddings.Saved
    var layers: [EncoderLayer.Saved]
    var head: ClassificationHead.Saved
  }

  /// Logits [B, L].
  public func forward(_ batch: Batch) -> Matrix { forward(batch, betweenLayers: {}) }

  /// The same in a pass that can be ended early.
  ///
  /// - Parameter betweenLayers: called before each layer; what it throws ends the pass.
  public func forward<E: Error>(_ batch: Batch, betweenLayers: () throws(E) -> Void) throws(E) -> Matrix {
    var x = embeddings.forward(batch, embeddingsShape)  // [N, C], in the last layer [B, C]
    for index in layers.indices {
      try betweenLayers()
      x = layers[index].forward(x, shape(batch, layer: index))
    }
    return head.forwardSaving(x, configuration.family.head).logits
  }

  /// Logits [B, L], keeping what `backward` needs; with dropout where a source of it is given.
  public func forwardSaving(_ batch: Batch, dropout source: DropoutSource? = nil) -> (logits: Matrix, saved: Saved) {
    var source = source
    let hidden = configuration.hiddenDropout
    var (x, savedEmbeddings) = embeddings.forwardSaving(batch, embeddingsShape, dropout: source?.next(hidden))
    var savedLayers: [EncoderLayer.Saved] = []
    for index in layers.indices {
      let (z, saved) = layers[index].forwardSaving(
        x, shape(batch, layer: index), dropouts: source?.nextOfLayer(configuration))
      x = z
      savedLayers.append(saved)
    }
    let (logits, savedHead) = head.forwardSaving(
      x, configuration.family.head, dropouts: source?.nextOfHead(configuration))
    return (logits, Saved(batch: batch, embeddings: savedEmbeddings, layers: savedLayers, head: savedHead))
  }

  /// Adds every parameter's gradient to `gradient`, for the logits' [B, L].
  ///
  /// - Parameter frozenLayers: leaves out the embeddings and that many layers from the first on; nil leaves out nothing.
  public func backward(
    _ dLogits: Matrix, _ saved: Saved, into gradient: inout SequenceClassifier, frozenLayers: Int? = nil
  ) {
    var dx = head.backward(  // [B, C], below the last layer [N, C]
      dLogits, saved.head, configuration.family.head, into: &gradient.head)
    for index in layers.indices.dropFirst(frozenLayers ?? 0).reversed() {
      dx = layers[index].backward(
        dx, saved.layers[index], shape(saved.batch, layer: index), into: &gradient.layers[index])
    }
    if frozenLayers == nil {
      embeddings.backward(dx, saved.embeddings, embeddingsShape, into: &gradient.embeddings)
    }
  }

  /// Packs the weights of the encoder layers for inference in that precision; the model can no longer be trained or saved.
  public mutating func pack(as precision: PackedFactor.Precision) {
    for index in layers.indices { layers[index].forEachLinear { $0.pack(as: precision) } }
  }

  /// Rounds the factors of the encoder layers' products, forward and backward; weights, sums and all else stay float32. Nil
  /// leaves float32 to OpenBLAS. Gradients cannot be had in int8.
  public mutating func round(to precision: PackedFactor.Precision?) {
    precondition(precision != .int8, "gradients in whole numbers")
    for index in layers.indices { layers[index].forEachLinear { $0.precision = precision } }
  }

  /// The memory that the weights take, in bytes.
  public var byteCount: Int {
    var (copy, packed) = (self, 0)  // visiting takes a variable, and changes nothing
    for index in copy.layers.indices { copy.layers[index].forEachLinear { packed += $0.packed?.byteCount ?? 0 } }
    return parameters.reduce(packed) { $0 + 4 * $1.value.count }
  }

  var embeddingsShape: Embeddings.Shape {
    Embeddings.Shape(
      padding: configuration.paddingID, countsPositionsFromPadding: configuration.family.countsPositionsFromPadding,
      epsilon: configuration.layerNormEpsilon)
  }

  /// Whole numbers are too coarse for probabilities.
  private var attentionPrecision: PackedFactor.Precision? {
    let precision = layers.first.flatMap { $0.query.packed?.precision ?? $0.query.precision }
    return precision == .int8 ? PackedFactor.Precision.bfloat16.isFast ? .bfloat16 : .float32 : precision
  }

  /// The last layer computes query, output and feed-forward for the [CLS] rows only: nobody reads the others.
  func shape(_ batch: Batch, layer: Int) -> EncoderLayer.Shape {
    let isLast = layer == layers.count - 1
    return EncoderLayer.Shape(
      attention: Attention(heads: configuration.headCount, precision: attentionPrecision),
      texts: Attention.Texts(queries: isLast ? Array(0...batch.count) : batch.offsets, keys: batch.offsets),
      rows: isLast ? batch.starts : nil, activation: configuration.activation,
      epsilon: configuration.layerNormEpsilon)
  }
}

/// Names the dropout masks of one training step, one after the other, from one seed.
public struct DropoutSource: Sendable {
  private var generator: SplitMix64

  /// A stream of masks that the seed alone decides.
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

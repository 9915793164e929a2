public import Tensors

// B texts · N tokens · C channels · L labels

/// BERT with a head that labels whole texts: embeddings, encoder layers, pooler and classifier.
///
/// Gradients and optimizer moments are values of this same type. Names and layout follow transformers'
/// `BertForSequenceClassification`.
public struct SequenceClassifier: Sendable {
  /// Sizes and labels.
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
  public func forward(_ batch: Batch) -> Matrix {
    var x = embeddings.forward(batch, epsilon: configuration.layerNormEpsilon)  // [N, C], in the last layer [B, C]
    for index in layers.indices { x = layers[index].forward(x, shape(batch, layer: index)) }
    return head.forwardSaving(x).logits
  }

  /// Logits [B, L], keeping what `backward` needs; with dropout where a source of it is given.
  public func forwardSaving(_ batch: Batch, dropout source: DropoutSource? = nil) -> (logits: Matrix, saved: Saved) {
    var source = source
    let hidden = configuration.hiddenDropout
    var (x, savedEmbeddings) = embeddings.forwardSaving(
      batch, epsilon: configuration.layerNormEpsilon, dropout: source?.next(hidden))
    var savedLayers: [EncoderLayer.Saved] = []
    for index in layers.indices {
      var dropouts: EncoderLayer.Dropouts?
      if source != nil, let attention = source?.next(configuration.attentionDropout),
        let attentionOutput = source?.next(hidden), let output = source?.next(hidden)
      {
        dropouts = EncoderLayer.Dropouts(attention: attention, attentionOutput: attentionOutput, output: output)
      }
      let (z, saved) = layers[index].forwardSaving(x, shape(batch, layer: index), dropouts: dropouts)
      x = z
      savedLayers.append(saved)
    }
    let (logits, savedHead) = head.forwardSaving(x, dropout: source?.next(configuration.classifierDropout))
    return (logits, Saved(batch: batch, embeddings: savedEmbeddings, layers: savedLayers, head: savedHead))
  }

  /// Adds every parameter's gradient to `gradient`, for the logits' [B, L].
  public func backward(_ dLogits: Matrix, _ saved: Saved, into gradient: inout SequenceClassifier) {
    var dx = head.backward(dLogits, saved.head, into: &gradient.head)  // [B, C], below the last layer [N, C]
    for index in layers.indices.reversed() {
      dx = layers[index].backward(
        dx, saved.layers[index], shape(saved.batch, layer: index), into: &gradient.layers[index])
    }
    embeddings.backward(dx, saved.embeddings, into: &gradient.embeddings)
  }

  /// The last layer computes query, output and feed-forward for the [CLS] rows only: nobody reads the others.
  func shape(_ batch: Batch, layer: Int) -> EncoderLayer.Shape {
    let isLast = layer == layers.count - 1
    return EncoderLayer.Shape(
      attention: Attention(heads: configuration.headCount),
      texts: Attention.Texts(queries: isLast ? Array(0...batch.count) : batch.offsets, keys: batch.offsets),
      rows: isLast ? batch.starts : nil, epsilon: configuration.layerNormEpsilon)
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
}

public import Tensors

// B texts · T tokens of one text

extension SequenceClassifier {
  /// Explanations by the attention alone, as a baseline. They have no sign and do not depend on the label.
  public enum AttentionScores: Sendable, Hashable {
    /// The attention of [CLS] to each token in the last layer, the mean over its heads; of the other tokens that the batch reads, if
    /// there are any, the mean over them.
    case lastLayer
    /// Abnar & Zuidema, "Quantifying Attention Flow in Transformers", ACL 2020: the [CLS] row of the product of all layers'
    /// (mean of heads + identity) / 2.
    case rollout
  }

  /// Logits [B, L] and each text's scores [T], special tokens included.
  public func forwardAttending(
    _ batch: Batch, _ kind: AttentionScores, in context: PassContext
  ) throws(CancellationError) -> (logits: Matrix, scores: [[Float]]) {
    var x = embeddings.forward(batch, embeddingsShape, in: context)  // [N, C]
    var probabilities: [Attention.Saved] = []
    for index in layers.indices {
      try context.checkCancellation()
      let (z, saved) = layers[index].forwardSaving(x, shape(batch, layer: index, context), in: context)
      probabilities.append(saved.attention)
      x = z
    }
    let scores = (0..<batch.count).map { text in
      // The last layer has only the rows that are read, so below it a row times a matrix is enough.
      let rows = probabilities[layers.count - 1].meanOfHeads(text: text).rowArrays
      // A mean over the text reads the last layer's output of every token.
      let words = poolsMean ? rows[...] : rows.count > 1 && kind == .lastLayer ? rows[1...] : rows.prefix(1)
      let last = rows[0].indices.map { token in words.reduce(0) { $0 + $1[token] } / Float(words.count) }
      guard kind == .rollout else { return last }
      var row = last.map { $0 / 2 }
      row[0] += 0.5
      for saved in probabilities.dropLast().reversed() {
        let mean = saved.meanOfHeads(text: text)  // [T, T]
        row = row.indices.map { token in
          0.5 * row[token] + 0.5 * row.indices.reduce(0) { $0 + row[$1] * mean[$1, token] }
        }
      }
      return row
    }
    return (logits(finish(x, batch, in: context), batch, in: context), scores)
  }
}

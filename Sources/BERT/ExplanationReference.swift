public import Tensors

/// The activations' inputs for a text without content.
///
/// A gate frozen at its value for a text measures how much of the input passes, not how much of the words' part of the input
/// does. So gates are averaged on the way from this reference to the text, as integrated gradients average the whole gradient
/// (Sundararajan et al., 2017) and DeepLIFT takes the slope between two states (Shrikumar et al., 2017), without another pass.
public struct ExplanationReference: Sendable {
  let inner: [Matrix]  // [1, I] for each layer: the mean over the positions between the first and the last
  let lastStart: Matrix  // [1, I] of [CLS] in the last layer

  /// The reference [1, I] of a layer, for an output that reads words or [CLS].
  func inner(ofLayer index: Int, readsWords: Bool) -> Matrix {
    index == inner.count - 1 && !readsWords ? lastStart : inner[index]
  }
}

extension SequenceClassifier {
  /// The reference by a text of padding tokens, between the tokens that begin and end every text.
  public func explanationReference(start: Int, end: Int, in context: PassContext) -> ExplanationReference {
    let padding = Array(
      repeating: configuration.paddingID ?? 0, count: max(0, min(30, configuration.maximumTokens - 2)))
    let batch = Batch([[start] + padding + [end]], reading: [Array(1...padding.count + 1)])
    var x = embeddings.forward(batch, embeddingsShape, in: context)  // [N, C]
    let inner = layers.indices.map { index -> Matrix in  // [N, I]
      let (z, frozen) = layers[index].forwardFreezing(x, shape(batch, layer: index, context), in: context)
      x = z
      return frozen.inner
    }
    return ExplanationReference(
      inner: inner.map(\.meanOfInnerRows),
      lastStart: poolsMean ? inner[inner.count - 1].meanOfInnerRows : inner[inner.count - 1].gatheringRows([0]))
  }
}

extension Matrix {
  /// The mean row [1, columns] without the first and the last; a single row is its own mean.
  fileprivate var meanOfInnerRows: Matrix {
    let positions = rows > 2 ? 1..<rows - 1 : 0..<rows
    var mean = Matrix(rows: 1, columns: columns)
    for row in positions {
      for column in 0..<columns { mean[0, column] += self[row, column] / Float(positions.count) }
    }
    return mean
  }
}

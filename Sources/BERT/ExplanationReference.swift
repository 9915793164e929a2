public import Tensors

/// What a text that says nothing makes of the activations' inputs.
///
/// A gate held at its value for a text tells how much of the input passes there, not how much of what the words added to
/// the input does. So gates are averaged on the way from this reference to the text, as integrated gradients average the
/// whole gradient (Sundararajan et al., 2017) and DeepLIFT takes the slope between two states (Shrikumar et al., 2017), at
/// the cost of no further pass.
public struct ExplanationReference: Sendable {
  let inner: [Matrix]  // one a layer: [1, I], the mean over the places between the first and the last
}

extension SequenceClassifier {
  /// That of a text of padding tokens, between the tokens that every text begins and ends with.
  public func explanationReference(start: Int, end: Int, in context: PassContext) -> ExplanationReference {
    let padding = Array(
      repeating: configuration.paddingID ?? 0, count: max(0, min(30, configuration.maximumTokens - 2)))
    let batch = Batch([[start] + padding + [end]])
    var x = embeddings.forward(batch, embeddingsShape, in: context)  // [N, C]
    let inner = layers.indices.map { index -> Matrix in
      let (z, held) = layers[index].forwardHolding(x, shape(batch, layer: index, context), in: context)
      x = z
      return held.inner.meanOfInnerRows
    }
    return ExplanationReference(inner: inner)
  }
}

extension Matrix {
  /// [1, columns]; of a single row that row.
  fileprivate var meanOfInnerRows: Matrix {
    let places = rows > 2 ? 1..<rows - 1 : 0..<rows
    var mean = Matrix(rows: 1, columns: columns)
    for row in places { for column in 0..<columns { mean[0, column] += self[row, column] / Float(places.count) } }
    return mean
  }
}

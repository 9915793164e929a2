import CKernels

// B texts · M queries · N keys (over all texts) · C channels · D channels a head · T keys of one text

// Attention with frozen probabilities is a linear map of the values. The probabilities are computed again from queries and
// keys: stored, they would be by far the largest part of a pass over a long text, and fetching that much memory takes longer
// than the product.
extension Attention {
  /// dv [N, C] = pᵀ · dcontext, for dcontext [M, C].
  public func valueGradientFreezingProbabilities(
    _ dContext: Matrix, queries: Matrix, keysValues: Matrix, _ texts: Texts, in context: PassContext
  ) -> Matrix {
    let dValues = Matrix(uninitializedRows: keysValues.rows, columns: dContext.columns)  // [N, C]
    forEachHead(texts, channels: dContext.columns, in: context) { head in
      let p = probabilities(of: head, queries, keysValues, context)  // [queries, keys]
      head.key(dValues).multiply(p.transposed, head.query(dContext), as: precision, in: context)
    }
    return dValues
  }

  /// Splits g · context, for the gradient g [B, C] of each text's one query, between the tokens of the text. The score of token
  /// j is Σ over heads of p(j) · (g · v(j)). One array of T scores for each text.
  public func contributions(
    contextGradient g: Matrix, queries: Matrix, keysValues: Matrix, _ texts: Texts, in context: PassContext
  ) -> [[Float]] {
    precondition(
      g.rows == texts.count && queries.rows == texts.count,
      "\(g.rows) gradients, \(queries.rows) queries for \(texts.count) texts")
    let channels = g.columns
    return context.map(Array(0..<texts.count), grain: 8) { text in
      let keys = texts.keys[text]..<texts.keys[text + 1]
      let both = keysValues.block.rows(keys)
      let scores = Matrix(uninitializedRows: 2, columns: keys.count)  // the second row is scratch
      let (own, scratch) = (scores.block.rows(0..<1), scores.block.rows(1..<2))
      unsafe kernel_contributions(
        queries.block.rows(text..<text + 1).base, g.block.rows(text..<text + 1).base, both.columns(0..<channels).kernel,
        both.columns(channels..<2 * channels).kernel, heads, 1 / Float(channels / heads).squareRoot(), own.base,
        scratch.base)
      return own.elements
    }
  }

  private func probabilities(
    of head: Head, _ queries: Matrix, _ keysValues: Matrix, _ context: PassContext
  ) -> Block {
    let p = Matrix(uninitializedRows: head.queries.count, columns: head.keys.count).block  // [queries, keys]
    p.multiply(head.query(queries), head.key(keysValues).transposed, as: precision, in: context)
    p.softmax(scale: 1 / Float(queries.columns / heads).squareRoot())
    return p
  }
}

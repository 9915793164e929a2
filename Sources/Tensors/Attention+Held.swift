// B texts · M queries · N keys (over all texts) · C channels · D channels a head · T keys of one text

// Attention with its probabilities held at their values, the linear map of the values that it was for one input. They are
// computed anew from queries and keys: kept, they would be by far the most that a pass keeps of a long text, and fetching
// that much memory takes longer than the product.
extension Attention {
  /// dv [N, C] = pᵀ · dcontext, for dcontext [M, C].
  public func valueGradientHoldingProbabilities(
    _ dContext: Matrix, queries: Matrix, keysValues: Matrix, _ texts: Texts
  ) -> Matrix {
    let dValues = Matrix(uninitializedRows: keysValues.rows, columns: dContext.columns)  // [N, C]
    forEachHead(texts, channels: dContext.columns) { head in
      let p = probabilities(of: head, queries, keysValues)  // [queries, keys]
      head.key(dValues).multiply(p.transposed, head.query(dContext), in: precision)
    }
    return dValues
  }

  /// Splits g · context, for the gradient g [B, C] of each text's one query, among the tokens of the text: token j gets
  /// Σ over heads of p(j) · (g · v(j)). One array of T scores a text.
  public func contributions(
    contextGradient g: Matrix, queries: Matrix, keysValues: Matrix, _ texts: Texts
  ) -> [[Float]] {
    precondition(g.rows == texts.count, "\(g.rows) gradients for \(texts.count) texts")
    let products = Matrix(uninitializedRows: heads, columns: keysValues.rows)  // [H, N]
    forEachHead(texts, channels: g.columns) { head in
      let p = probabilities(of: head, queries, keysValues)  // [1, T]
      let own = products.block.rows(head.index..<head.index + 1).columns(head.keys)  // [1, T] = g · vᵀ
      own.multiply(head.query(g), head.value(keysValues).transposed)
      for token in 0..<head.keys.count { own[0, token] *= p[0, token] }
    }
    return (0..<texts.count).map { text in
      (texts.keys[text]..<texts.keys[text + 1]).map { key in (0..<heads).reduce(0) { $0 + products[$1, key] } }
    }
  }

  private func probabilities(of head: Head, _ queries: Matrix, _ keysValues: Matrix) -> Block {
    let p = Matrix(uninitializedRows: head.queries.count, columns: head.keys.count).block  // [queries, keys]
    p.multiply(head.query(queries), head.key(keysValues).transposed, in: precision)
    p.softmax(scale: 1 / Float(queries.columns / heads).squareRoot())
    return p
  }
}

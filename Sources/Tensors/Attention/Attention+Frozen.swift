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
    let (level, width) = (context.kernels.level, dContext.columns / heads)
    let scale = 1 / Float(width).squareRoot()
    bias?.check(texts, heads: heads)
    guard let precision else {
      forEachHead(texts, channels: dContext.columns, in: context) { head in
        let p = Matrix(uninitializedRows: head.queries.count, columns: head.keys.count).block  // [queries, keys]
        p.multiply(head.query(queries), head.key(keysValues).transposed)
        addBias(to: p, head, texts, scale)
        p.softmax(scale: scale)
        head.key(dValues).multiply(p.transposed, head.query(dContext))
      }
      return dValues
    }
    withScratch(
      { kernel_value_gradient_scratch(level, precision.kernel, $0, width) }, texts, channels: dContext.columns,
      in: context
    ) { head, scratch in
      let out = head.key(dValues)
      unsafe withBias(head, texts) { bias in
        unsafe kernel_value_gradient(
          level, precision.kernel, head.query(queries).kernel, head.key(keysValues).kernel,
          head.query(dContext).kernel, scale, bias, out.base, out.stride, scratch.base)
      }
    }
    return dValues
  }

  /// Splits g · context, for the gradient g [M, C] of the texts' queries, between the tokens of each text. The score of token
  /// j is Σ over queries and heads of p(j) · (g · v(j)). One array of T scores for each text.
  public func contributions(
    contextGradient g: Matrix, queries: Matrix, keysValues: Matrix, _ texts: Texts, in context: PassContext
  ) -> [[Float]] {
    precondition(
      g.rows == queries.rows && queries.rows == texts.queries.last,
      "\(g.rows) gradients, \(queries.rows) queries for \(texts.queries.last ?? 0)")
    bias?.check(texts, heads: heads)
    // One row for each head and query, added in order: the sums do not depend on the number of threads.
    let scores = (0..<texts.count).map { text in
      Matrix(
        uninitializedRows: heads * (texts.queries[text + 1] - texts.queries[text]),
        columns: texts.keys[text + 1] - texts.keys[text])
    }
    let (level, width) = (context.kernels.level, g.columns / heads)
    let grain = max(1, (1 << 16) / max(1, width * (texts.keys.last ?? 0) / max(1, texts.count)))
    withScratch(
      { kernel_contributions_scratch(level, $0, width) }, texts, channels: g.columns, grain: grain, in: context
    ) { head, scratch in
      let (rows, gradients) = (head.query(queries), head.query(g))
      for query in 0..<rows.rows {
        let score = head.index * rows.rows + query
        unsafe withBias(head, texts, from: query) { bias in
          unsafe kernel_contributions(
            level, rows.rows(query..<query + 1).kernel, gradients.rows(query..<query + 1).kernel,
            head.key(keysValues).kernel, head.value(keysValues).kernel, 1 / Float(width).squareRoot(), bias,
            scores[head.text].block.rows(score..<score + 1).base, scratch.base)
        }
      }
    }
    return scores.map { scores in
      var sum = Matrix(rows: 1, columns: scores.columns)
      sum.mutableBlock.addColumnSums(of: scores.block)
      return sum.block.elements
    }
  }
}

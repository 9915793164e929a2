import CKernels

// M queries (over all texts) · H heads · P the maximum of tokens in a text

/// Terms of the scaled scores of attention that depend only on the distance from query to key.
public struct DistanceBias: Sendable {
  /// One row for each head, or one for all heads; the column of a distance d is d + P − 1.
  public let table: Matrix  // [H or 1, 2P − 1]
  /// Whether `backward` computes the table's gradient.
  public let isLearned: Bool

  /// A bias of texts of up to P tokens.
  public init(_ table: Matrix, isLearned: Bool) {
    precondition(table.columns % 2 == 1, "a table of \(table.columns) distances")
    self.table = table
    self.isLearned = isLearned
  }

  /// Checks that the table has every distance in these texts.
  func check(_ texts: Attention.Texts, heads: Int) {
    precondition(table.rows == heads || table.rows == 1 && !isLearned, "biases of \(table.rows) heads for \(heads)")
    precondition(texts.positions.count == texts.queries.last, "\(texts.positions.count) positions")
    for text in 0..<texts.count {
      let keys = texts.keys[text + 1] - texts.keys[text]
      precondition(2 * keys - 1 <= table.columns, "a text of \(keys) tokens for \(table.columns) distances")
      precondition(texts.positions[texts.queries[text]..<texts.queries[text + 1]].allSatisfy((0..<keys).contains))
    }
  }

  /// The row of a head, from the distance 0 on.
  @unsafe fileprivate func center(head: Int) -> UnsafePointer<Float> {
    unsafe UnsafePointer(table.block.rows(head..<head + 1).base + (table.columns - 1) / 2)
  }
}

extension Attention {
  /// Calls `body` with the terms of a head, for the queries from this one on.
  @unsafe func withBias(
    _ head: Head, _ texts: Texts, from query: Int = 0, _ body: (kernel_distance_bias) -> Void
  ) {
    guard let bias else { return unsafe body(kernel_distance_bias(base: nil, positions: nil)) }
    unsafe texts.positions.withUnsafeBufferPointer { positions in
      unsafe body(
        kernel_distance_bias(
          base: bias.center(head: bias.table.rows == 1 ? 0 : head.index),
          positions: positions.baseAddress.map { unsafe $0 + head.queries.lowerBound + query }))
    }
  }

  /// Adds the terms of a head to its scores [queries, keys], which are not scaled yet.
  func addBias(to scores: Block, _ head: Head, _ texts: Texts, _ scale: Float) {
    guard bias != nil else { return }
    unsafe withBias(head, texts) { bias in
      unsafe kernel_add_distance_bias(
        scores.base, scores.rows, scores.columns, scores.stride, bias, 1 / scale)
    }
  }

  /// Adds factor · ds [queries, keys] by distance to the row of a text and head in `sums`.
  func addByDistance(_ ds: Block, _ head: Head, _ texts: Texts, _ factor: Float, to sums: Matrix) {
    let row = head.text * heads + head.index
    let sums = sums.block.rows(row..<row + 1)
    unsafe withBias(head, texts) { bias in
      unsafe kernel_sum_by_distance(
        ds.base, ds.rows, ds.columns, bias.positions, factor, sums.base + (sums.columns - 1) / 2)
    }
  }
}

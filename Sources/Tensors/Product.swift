extension Block {
  /// self = a · b (+ self when accumulating).
  ///
  /// - Parameter precision: the precision that both are rounded to, on all free threads; nil multiplies in float32 by
  ///   OpenBLAS on the calling thread.
  func multiply(
    _ a: Block, _ b: Block, as precision: PackedFactor.Precision?, accumulating: Bool = false, in context: PassContext
  ) {
    guard let precision else { return multiply(a, b, accumulating: accumulating) }
    PackedFactor(b.transposed, as: precision, in: context)
      .multiply(a, into: self, accumulating: accumulating, in: context)
  }

  /// self = a · b (+ self when accumulating) on all threads; without a precision in float32 by OpenBLAS.
  func multiplyInParallel(
    _ a: Block, _ b: Block, as precision: PackedFactor.Precision?, accumulating: Bool = false, in context: PassContext
  ) {
    guard precision == nil else { return multiply(a, b, as: precision, accumulating: accumulating, in: context) }
    multiplyInParallel(a, b, accumulating: accumulating, in: context)
  }

  /// self = a · b (+ self when accumulating), split between the threads along the longer side of the result.
  ///
  /// Every thread packs the whole of one factor, so splitting the longer side costs least. `finish` receives each part of
  /// the result, with the columns it holds, while that part is still in its core's cache.
  func multiplyInParallel(
    _ a: Block, _ b: Block, accumulating: Bool = false, in context: PassContext,
    finish: (@Sendable (_ part: Block, _ columns: Range<Int>) -> Void)? = nil
  ) {
    let depth = a.isTransposed ? a.rows : a.columns
    // Under some 2^18 multiply-adds for each thread, waking another one takes longer than the work.
    func grain(_ otherSide: Int) -> Int { max(1, (1 << 18) / max(1, otherSide * depth)) }
    if rows > columns {
      context.ranges(rows, grain: grain(columns)) { range in
        let part = self.rows(range)
        part.multiply(
          a.isTransposed ? a.columns(range).transposed : a.rows(range), b, accumulating: accumulating)
        finish?(part, 0..<columns)
      }
    } else {
      context.ranges(columns, grain: grain(rows)) { range in
        let part = self.columns(range)
        part.multiply(
          a, b.isTransposed ? b.rows(range).transposed : b.columns(range), accumulating: accumulating)
        finish?(part, range)
      }
    }
  }

  /// Calls `body` with ranges of rows, on all threads if the block is large enough.
  func forRows(in context: PassContext, _ body: @Sendable (Range<Int>) -> Void) {
    context.ranges(rows, grain: max(1, 16_384 / max(1, columns)), body)
  }
}

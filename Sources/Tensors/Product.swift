extension Block {
  /// self = a · b (+ self when accumulating).
  ///
  /// - Parameter precision: what both are rounded to, on the threads that are free; nil leaves float32 to OpenBLAS on the
  ///   calling thread.
  func multiply(_ a: Block, _ b: Block, in precision: PackedFactor.Precision?, accumulating: Bool = false) {
    guard let precision else { return multiply(a, b, accumulating: accumulating) }
    PackedFactor(b.transposed, as: precision).multiply(a, into: self, accumulating: accumulating)
  }

  /// The same on all cores either way.
  func multiplyInParallel(
    _ a: Block, _ b: Block, in precision: PackedFactor.Precision?, accumulating: Bool = false
  ) {
    guard precision == nil else { return multiply(a, b, in: precision, accumulating: accumulating) }
    multiplyInParallel(a, b, accumulating: accumulating)
  }

  /// self = a · b (+ self when accumulating), split over the cores along the longer side of the result.
  ///
  /// Every core packs the whole of one factor for itself, so the longer side is the one to cut. `finish` gets each part of
  /// the result, with the columns it holds, while that part is still in its core's cache.
  func multiplyInParallel(
    _ a: Block, _ b: Block, accumulating: Bool = false,
    finish: (@Sendable (_ part: Block, _ columns: Range<Int>) -> Void)? = nil
  ) {
    let depth = a.isTransposed ? a.rows : a.columns
    // Under some 2^18 multiply-adds for each core, waking another one takes longer than the work.
    func grain(_ otherSide: Int) -> Int { max(1, (1 << 18) / max(1, otherSide * depth)) }
    if rows > columns {
      Parallel.ranges(rows, grain: grain(columns)) { range in
        let part = self.rows(range)
        part.multiply(
          a.isTransposed ? a.columns(range).transposed : a.rows(range), b, accumulating: accumulating)
        finish?(part, 0..<columns)
      }
    } else {
      Parallel.ranges(columns, grain: grain(rows)) { range in
        let part = self.columns(range)
        part.multiply(
          a, b.isTransposed ? b.rows(range).transposed : b.columns(range), accumulating: accumulating)
        finish?(part, range)
      }
    }
  }

  /// Calls `body` with runs of rows, on all cores where the block is large enough to pay for it.
  func forRows(_ body: @Sendable (Range<Int>) -> Void) {
    Parallel.ranges(rows, grain: max(1, 16_384 / max(1, columns)), body)
  }
}

import Synchronization

extension Matrix {
  /// The encoding of elements in a file, little-endian. All can be read; float32, float16 and int8 can be written.
  public enum Encoding: String, Sendable, Hashable {
    case float32, float16, bfloat16, float64
    /// Whole numbers; each row has a scale, stored elsewhere.
    case int8

    /// Bytes an element.
    public var size: Int {
      switch self {
      case .float64: 8
      case .float32: 4
      case .float16, .bfloat16: 2
      case .int8: 1
      }
    }
  }

  /// The smallest number that rounds to infinity in float16.
  public static let float16Limit: Float = 65520

  /// Overwrites one of `count` equal parts, consecutive in row order, on all threads.
  ///
  /// - Parameter fetch: fills a span with the part's bytes from an offset on; several threads may call it at once.
  /// - Returns: the largest magnitude, which is not finite if any element is not.
  public mutating func decode<Failure: Error>(
    part: Int, of count: Int, as encoding: Encoding, in context: PassContext,
    fetch: @Sendable (_ offset: Int, inout MutableRawSpan) throws(Failure) -> Void
  ) throws(Failure) -> Float {
    let block = mutableBlock.part(part, of: count)
    let outcome = Mutex<Result<Float, Failure>>(.success(0))
    context.ranges(block.count, grain: 1 << 17) { range in
      let result = Result { () throws(Failure) in
        try block.columns(range).decode(as: encoding) { offset, bytes throws(Failure) in
          try fetch(range.lowerBound * encoding.size + offset, &bytes)
        }
      }
      outcome.withLock { outcome in
        guard case .success(let largest) = outcome else { return }
        if case .success(let other) = result, other < largest || largest.isNaN { return }
        outcome = result
      }
    }
    return try outcome.withLock { $0 }.get()
  }

  /// Multiplies each row of one of `count` equal parts by its scale.
  public mutating func scaleRows(part: Int, of count: Int, by scales: Matrix) {
    mutableBlock.rows(rows / count * part..<rows / count * (part + 1)).scaleRows(by: scales.block)
  }

  /// The rows of one of `count` equal parts as whole numbers from −127 to 127, and the scales [rows].
  public func quantizedRows(part: Int, of count: Int) -> (bytes: [UInt8], scales: Matrix) {
    block.rows(rows / count * part..<rows / count * (part + 1)).quantized()
  }

  /// The bytes of one of `count` equal parts.
  public func encoded(part: Int, of count: Int, as encoding: Encoding) -> [UInt8] {
    block.part(part, of: count).encoded(as: encoding)
  }

  /// The largest magnitude in one of `count` equal parts; NaN if any element is NaN.
  public func largestMagnitude(part: Int, of count: Int) -> Float { block.part(part, of: count).largestMagnitude }
}

extension Block {
  fileprivate func part(_ part: Int, of parts: Int) -> Block {
    let size = count / parts
    return Block(storage: storage, offset: offset + part * size, rows: 1, columns: size, stride: size)
  }
}

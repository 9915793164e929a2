extension Matrix {
  /// How a file stores the elements, little-endian.
  public enum Encoding: Sendable, Hashable {
    case float32, float16, bfloat16

    /// Bytes an element.
    public var size: Int { self == .float32 ? 4 : 2 }
  }

  /// Overwrites one of `count` equal parts, one after the other in row order, with the numbers that `bytes` holds.
  public mutating func decode(part: Int, of count: Int, from bytes: RawSpan, as encoding: Encoding) {
    mutableBlock.part(part, of: count).decode(bytes, as: encoding)
  }

  /// The bytes of one of `count` equal parts. bfloat16 is read, never written.
  public func encoded(part: Int, of count: Int, as encoding: Encoding) -> [UInt8] {
    block.part(part, of: count).encoded(as: encoding)
  }
}

extension Block {
  fileprivate func part(_ part: Int, of parts: Int) -> Block {
    let size = count / parts
    return Block(storage: storage, offset: offset + part * size, rows: 1, columns: size, stride: size)
  }
}

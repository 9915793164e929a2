// As in `Block.swift`, C gets only pointers into the block's bounds.
import CKernels

extension Block {
  /// self = the encoded numbers that `fetch` writes into a span, from an offset in bytes on; returns the largest magnitude, or
  /// NaN if any number is NaN.
  func decode<Failure: Error>(
    as encoding: Matrix.Encoding, _ fetch: (_ offset: Int, inout MutableRawSpan) throws(Failure) -> Void
  ) throws(Failure) -> Float {
    precondition(isContiguous)
    // Small enough to stay in the cache until it is converted and checked.
    let chunk = 1 << 16
    let narrow = UnsafeMutableRawBufferPointer.allocate(
      byteCount: encoding == .float32 ? 0 : min(chunk, count) * encoding.size, alignment: 64)
    defer { unsafe narrow.deallocate() }
    var largest: Float = 0
    for start in Swift.stride(from: 0, to: count, by: chunk) {
      let length = min(chunk, count - start)
      let target = unsafe base + start
      let memory =
        unsafe encoding == .float32
        ? UnsafeMutableRawBufferPointer(start: target, count: length * encoding.size)
        : UnsafeMutableRawBufferPointer(rebasing: narrow[..<(length * encoding.size)])
      var bytes = unsafe memory.mutableBytes
      try fetch(start * encoding.size, &bytes)
      if let source = UnsafeRawPointer(narrow.baseAddress) {
        switch encoding {
        case .float32: break
        case .float16: unsafe kernel_from_half(source.assumingMemoryBound(to: UInt16.self), target, length)
        case .bfloat16: unsafe kernel_from_bfloat16(source.assumingMemoryBound(to: UInt16.self), target, length)
        case .float64: unsafe kernel_from_double(source.assumingMemoryBound(to: Double.self), target, length)
        case .int8:
          for index in 0..<length { unsafe target[index] = Float(source.load(fromByteOffset: index, as: Int8.self)) }
        }
      }
      let magnitude = unsafe kernel_largest_magnitude(target, length)
      largest = magnitude > largest || magnitude.isNaN ? magnitude : largest
      if largest.isNaN { break }
    }
    return largest
  }

  /// The largest magnitude of all elements; NaN if any element is NaN.
  var largestMagnitude: Float {
    precondition(isContiguous)
    return unsafe kernel_largest_magnitude(base, count)
  }

  /// The elements' bytes, little-endian, in the given encoding.
  func encoded(as encoding: Matrix.Encoding) -> [UInt8] {
    precondition(isContiguous)
    switch encoding {
    case .float32: return unsafe Array(UnsafeRawBufferPointer(start: base, count: count * 4))
    case .float16:
      let halves = unsafe [UInt16](unsafeUninitializedCapacity: count) { buffer, initialized in
        if let start = buffer.baseAddress { unsafe kernel_to_half(base, start, count) }
        initialized = count
      }
      return unsafe halves.withUnsafeBytes { unsafe Array($0) }
    case .int8, .bfloat16, .float64: preconditionFailure("\(encoding) cannot be written this way")
    }
  }

  /// Multiplies each row by its scale.
  func scaleRows(by scales: Block) {
    precondition(scales.isContiguous && scales.count == rows, "\(scales.count) scales for \(rows) rows")
    for row in 0..<rows {
      let (start, scale) = unsafe (base + row * stride, scales.base[row])
      for column in 0..<columns { unsafe start[column] *= scale }
    }
  }

  /// Each row as whole numbers from −127 to 127, and its scale.
  func quantized() -> (bytes: [UInt8], scales: Matrix) {
    var bytes: [UInt8] = []
    let scales = Matrix(rows: 1, columns: rows)
    let steps = (columns + 3) / 4
    let row = Storage(count: steps, zeroed: false)
    for index in 0..<rows {
      unsafe kernel_prepare_rows(
        KERNEL_INT8, rows(index..<index + 1).kernel,
        kernel_rows(
          count: 1, row_stride: steps, step_stride: 1, values: row.base, scales: scales.block.base + index, sums: nil,
          extras: nil))
      unsafe bytes.append(contentsOf: UnsafeRawBufferPointer(start: row.base, count: columns))
    }
    return (bytes, scales)
  }
}

// What `Block.swift` says of raw memory holds here, too: C gets only what lies inside the block.
import CKernels

extension Block {
  /// self = the numbers that `fetch` puts, from an offset in bytes on, into the memory that it is lent; returns the largest
  /// magnitude, NaN above all.
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
        }
      }
      let magnitude = unsafe kernel_largest_magnitude(target, length)
      largest = magnitude > largest || magnitude.isNaN ? magnitude : largest
      if largest.isNaN { break }
    }
    return largest
  }

  /// The largest magnitude of all elements, NaN above all.
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
    case .bfloat16, .float64: preconditionFailure("\(encoding) is read, never written")
    }
  }
}

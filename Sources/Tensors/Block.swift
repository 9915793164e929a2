// The one place where raw memory is touched and C is called. A `Block` checks its bounds when it is made, keeps the
// storage it looks into alive, and hands C only what lies inside. It does not guard against two threads writing the same
// elements: the operations beside it give every thread rows, columns or heads of its own.
import CKernels
import COpenBLAS
import Foundation

/// Memory for floats, aligned for the widest vector registers.
@safe final class Storage: @unchecked Sendable {
  private static let alignment = 64
  let base: UnsafeMutablePointer<Float>
  let count: Int
  private let allocation: UnsafeMutableRawPointer

  /// A pass needs the same tens of megabytes as the one before it. Left to itself, glibc gives them back to the system in
  /// between, and a tenth of the pass goes into getting them zeroed anew, page by page.
  private static let keepsFreedMemory: Void = kernel_keep_freed_memory(32 << 20, 64 << 20)

  /// - Parameter zeroed: false leaves the memory uninitialised. Of a large piece, the system hands out the pages of zeros
  ///   only as they are touched, so that what is overwritten next, or never used, costs nothing.
  init(count: Int, zeroed: Bool) {
    Self.keepsFreedMemory
    self.count = count
    let size = count * MemoryLayout<Float>.stride + Self.alignment
    guard let memory = unsafe zeroed ? calloc(size, 1) : malloc(size) else {
      preconditionFailure("no memory for \(count) floats")
    }
    unsafe allocation = memory
    unsafe base = memory.alignedUp(toMultipleOf: Self.alignment).bindMemory(to: Float.self, capacity: count)
  }

  deinit { unsafe free(allocation) }

  /// Whether that much memory can be had: untouched, it costs nothing to ask for.
  static func isFree(count: Int) -> Bool {
    let (size, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<Float>.stride)
    guard !overflow, let memory = unsafe malloc(max(size, 1)) else { return false }
    unsafe free(memory)
    return true
  }
}

/// A rectangle inside a matrix: `rows` rows of `columns` floats, `stride` floats apart.
struct Block: @unchecked Sendable {
  let storage: Storage
  let offset: Int
  let rows: Int
  let columns: Int
  let stride: Int
  /// Only `multiply` looks at this: it then takes the block's transpose as the factor.
  private(set) var isTransposed = false

  init(storage: Storage, offset: Int, rows: Int, columns: Int, stride: Int) {
    precondition(
      offset >= 0 && rows >= 0 && columns >= 0 && stride >= columns
        && (rows == 0 || offset + (rows - 1) * stride + columns <= storage.count),
      "block \(rows) × \(columns) at \(offset), stride \(stride), in \(storage.count) floats")
    self.storage = storage
    self.offset = offset
    self.rows = rows
    self.columns = columns
    self.stride = stride
  }

  @unsafe var base: UnsafeMutablePointer<Float> { unsafe storage.base + offset }
  var transposed: Block {
    var copy = self
    copy.isTransposed.toggle()
    return copy
  }
  var isContiguous: Bool { stride == columns || rows <= 1 }
  var count: Int { rows * columns }

  func rows(_ range: Range<Int>) -> Block {
    Block(
      storage: storage, offset: offset + range.lowerBound * stride, rows: range.count, columns: columns, stride: stride)
  }

  func columns(_ range: Range<Int>) -> Block {
    precondition(range.lowerBound >= 0 && range.upperBound <= columns, "columns \(range) of \(columns)")
    return Block(storage: storage, offset: offset + range.lowerBound, rows: rows, columns: range.count, stride: stride)
  }

  subscript(row: Int, column: Int) -> Float {
    get {
      precondition(
        row >= 0 && row < rows && column >= 0 && column < columns, "[\(row), \(column)] of \(rows) × \(columns)")
      return unsafe base[row * stride + column]
    }
    nonmutating set {
      precondition(
        row >= 0 && row < rows && column >= 0 && column < columns, "[\(row), \(column)] of \(rows) × \(columns)")
      unsafe base[row * stride + column] = newValue
    }
  }

  var elements: [Float] {
    (0..<rows).flatMap { row in unsafe Array(UnsafeBufferPointer(start: base + row * stride, count: columns)) }
  }

  func fill(_ value: Float) {
    for row in 0..<rows { unsafe (base + row * stride).update(repeating: value, count: columns) }
  }

  func copy(from other: Block) {
    precondition(other.rows == rows && other.columns == columns, "copying \(other.rows) × \(other.columns)")
    for row in 0..<rows {
      unsafe (base + row * stride).update(from: other.base + row * other.stride, count: columns)
    }
  }

  func copy(from elements: [Float]) {
    precondition(isContiguous && elements.count == count, "copying \(elements.count) elements into \(count)")
    unsafe elements.withUnsafeBufferPointer { source in
      if let start = source.baseAddress { unsafe base.update(from: start, count: count) }
    }
  }

  /// self = a · b (+ self when accumulating) on the calling thread.
  func multiply(_ a: Block, _ b: Block, accumulating: Bool = false) {
    let (m, k) = a.isTransposed ? (a.columns, a.rows) : (a.rows, a.columns)
    let (k2, n) = b.isTransposed ? (b.columns, b.rows) : (b.rows, b.columns)
    precondition(
      k == k2 && m == rows && n == columns, "product [\(m), \(k)] · [\(k2), \(n)] into [\(rows), \(columns)]")
    guard m > 0, n > 0 else { return }
    guard k > 0 else {
      if !accumulating { fill(0) }
      return
    }
    unsafe cblas_sgemm(
      CblasRowMajor, a.isTransposed ? CblasTrans : CblasNoTrans, b.isTransposed ? CblasTrans : CblasNoTrans,
      Int32(m), Int32(n), Int32(k), 1, a.base, Int32(a.stride), b.base, Int32(b.stride),
      accumulating ? 1 : 0, base, Int32(stride))
  }

  func addBias(_ bias: Block) {
    precondition(bias.count == columns, "a bias of \(bias.count) for \(columns) columns")
    unsafe kernel_add_bias(base, bias.base, rows, columns, stride)
  }

  func addBias(_ bias: Block, then activation: Activation) {
    precondition(bias.count == columns, "a bias of \(bias.count) for \(columns) columns")
    unsafe kernel_add_bias_activate(base, bias.base, rows, columns, stride, activation.kernel)
  }

  /// self = activation(x)
  func activate(_ x: Block, _ activation: Activation) {
    precondition(isContiguous && x.isContiguous && x.count == count, "activating \(x.count) into \(count)")
    unsafe kernel_activate(x.base, base, count, activation.kernel)
  }

  /// self = dy · activation'(x)
  func activationGradient(at x: Block, _ dy: Block, _ activation: Activation) {
    precondition(isContiguous && x.isContiguous && dy.isContiguous && x.count == count && dy.count == count)
    unsafe kernel_activation_gradient(x.base, dy.base, base, count, activation.kernel)
  }

  /// self = dy · activation(x)/x
  func activationGate(at x: Block, _ dy: Block, _ activation: Activation) {
    precondition(isContiguous && x.isContiguous && dy.isContiguous && x.count == count && dy.count == count)
    unsafe kernel_activation_gate(x.base, dy.base, base, count, activation.kernel)
  }

  /// Every row x becomes softmax(scale · x).
  func softmax(scale: Float) { unsafe kernel_softmax(base, rows, columns, stride, scale) }

  /// self, the gradient of the probabilities p = softmax(scale · x), becomes the gradient of x.
  func softmaxGradient(_ p: Block, scale: Float) {
    precondition(isContiguous && p.isContiguous && p.rows == rows && p.columns == columns)
    unsafe kernel_softmax_gradient(p.base, base, rows, columns, scale)
  }

  /// self = LayerNorm(x + residual); keeps what the backward pass needs where it is asked to.
  func layerNorm(
    _ x: Block, residual: Block?, scale: Block, shift: Block, normalized: Block?, rstd: Block?, epsilon: Float
  ) {
    precondition(isContiguous && x.isContiguous && x.count == count && scale.count == columns && shift.count == columns)
    precondition(residual.map { $0.isContiguous && $0.count == count } ?? true)
    precondition(normalized.map { $0.isContiguous && $0.count == count } ?? true)
    precondition(rstd.map { $0.isContiguous && $0.count == rows } ?? true)
    unsafe kernel_layer_norm(
      x.base, residual?.base, scale.base, shift.base, base, normalized?.base, rstd?.base, rows, columns, epsilon)
  }

  /// self = the gradient of LayerNorm's input
  func layerNormGradient(_ dy: Block, normalized: Block, rstd: Block, scale: Block) {
    precondition(isContiguous && dy.isContiguous && normalized.isContiguous && dy.count == count)
    precondition(normalized.count == count && rstd.count == rows && scale.count == columns)
    unsafe kernel_layer_norm_gradient(dy.base, normalized.base, rstd.base, scale.base, base, rows, columns)
  }

  /// self, one row, += the sum over x's rows, each multiplied by the factor of the same place.
  func addColumnSums(of x: Block, times factor: Block? = nil) {
    precondition(rows == 1 && x.columns == columns, "sums of \(x.columns) columns into \(columns)")
    precondition(factor.map { $0.rows == x.rows && $0.columns == x.columns && $0.stride == x.stride } ?? true)
    unsafe kernel_column_sums(x.base, factor?.base, base, x.rows, columns, x.stride)
  }

  /// self += x · factor
  func accumulate(_ x: Block, scaledBy factor: Float = 1) {
    precondition(isContiguous && x.isContiguous && x.count == count, "adding \(x.count) to \(count)")
    unsafe kernel_accumulate(base, x.base, factor, count)
  }

  func dropout(seed: UInt64, first: Int, probability: Float) {
    precondition(isContiguous && probability >= 0 && probability < 1, "dropout \(probability)")
    unsafe kernel_dropout(base, count, seed, first, probability)
  }

  var sumOfSquares: Double {
    precondition(isContiguous)
    return unsafe kernel_sum_of_squares(base, count)
  }

  func adamW(
    gradient: Block, first: Block, second: Block, gradientScale: Float, beta1: Float, beta2: Float, epsilon: Float,
    decay: Float, stepSize: Float, correction: Float
  ) {
    precondition(isContiguous && gradient.isContiguous && first.isContiguous && second.isContiguous)
    precondition(gradient.count == count && first.count == count && second.count == count)
    unsafe kernel_adamw(
      base, gradient.base, first.base, second.base, count, gradientScale, beta1, beta2, epsilon, decay, stepSize,
      correction)
  }

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

extension Activation {
  fileprivate var kernel: kernel_activation {
    switch self {
    case .gelu: KERNEL_GELU
    case .geluTanh: KERNEL_GELU_TANH
    case .relu: KERNEL_RELU
    case .silu: KERNEL_SILU
    case .tanh: KERNEL_TANH
    }
  }
}

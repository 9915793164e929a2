// Raw memory is used and C is called only here and in `Storage.swift`, which allocates, `Block+Encoding.swift`, which reads
// files, and `PackedFactor.swift`, `FactorRows.swift` and both files of attention, which multiply. A `Block` checks its bounds
// when it is created, keeps its storage alive, and passes C only pointers into its bounds. It does not keep two threads from
// writing the same elements; operations give each thread its own rows, columns or heads.
import CKernels
import COpenBLAS

/// A rectangle inside a matrix: `rows` rows of `columns` floats, `stride` floats apart.
struct Block: @unchecked Sendable {
  let storage: Storage
  let offset: Int
  let rows: Int
  let columns: Int
  let stride: Int
  /// Whether products and `kernel` use the block's transpose; other operations ignore it.
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
  @unsafe var kernel: kernel_matrix {
    unsafe isTransposed
      ? kernel_matrix(base: base, rows: columns, columns: rows, row_stride: 1, column_stride: stride)
      : kernel_matrix(base: base, rows: rows, columns: columns, row_stride: stride, column_stride: 1)
  }
  var transposed: Block {
    var copy = self
    copy.isTransposed.toggle()
    return copy
  }
  var isContiguous: Bool { stride == columns || rows <= 1 }
  var count: Int { rows * columns }

  func rows(_ range: Range<Int>) -> Block {
    precondition(range.lowerBound >= 0 && range.upperBound <= rows, "rows \(range) of \(rows)")
    return Block(
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

  /// self [rows, columns] = the transpose of another block [columns, rows].
  func copyTranspose(of other: Block) {
    precondition(other.rows == columns && other.columns == rows, "transposing \(other.rows) × \(other.columns)")
    guard count > 0 else { return }
    unsafe cblas_somatcopy(
      CblasRowMajor, CblasTrans, Int32(other.rows), Int32(other.columns), 1, other.base, Int32(other.stride), base,
      Int32(stride))
  }

  func copy(from elements: [Float]) {
    precondition(isContiguous && elements.count == count, "copying \(elements.count) elements into \(count)")
    unsafe elements.withUnsafeBufferPointer { source in
      if let start = source.baseAddress { unsafe base.update(from: start, count: count) }
    }
  }

  /// OpenBLAS's own threads would compete with those of `PassContext`.
  private static let keepsToTheCallingThread: Void = openblas_set_num_threads(1)

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
    Self.keepsToTheCallingThread
    unsafe cblas_sgemm(
      CblasRowMajor, a.isTransposed ? CblasTrans : CblasNoTrans, b.isTransposed ? CblasTrans : CblasNoTrans,
      Int32(m), Int32(n), Int32(k), 1, a.base, Int32(a.stride), b.base, Int32(b.stride),
      accumulating ? 1 : 0, base, Int32(stride))
  }

  func addBias(_ bias: Block, then activation: Activation? = nil) {
    precondition(bias.count == columns, "a bias of \(bias.count) for \(columns) columns")
    if let activation {
      unsafe kernel_add_bias_activate(base, bias.base, rows, columns, stride, activation.kernel)
    } else {
      unsafe kernel_add_bias(base, bias.base, rows, columns, stride)
    }
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

  /// self = dy · the mean of activation(z)/z, z on the way from the reference to each row of x
  func activationMeanGate(at x: Block, from reference: Block, _ dy: Block, _ activation: Activation) {
    precondition(isContiguous && x.isContiguous && dy.isContiguous && x.count == count && dy.count == count)
    precondition(reference.isContiguous && reference.count == columns, "a reference of \(reference.count)")
    unsafe kernel_activation_mean_gate(x.base, reference.base, dy.base, base, rows, columns, activation.kernel)
  }

  /// Rotates channels i and i + D/2 of each head in every row by the angles of the row's position.
  func rotate(heads: Int, positions: ArraySlice<Int>, cosines: Block, sines: Block, direction: Float) {
    precondition(positions.count == rows && positions.allSatisfy((0..<cosines.rows).contains))
    precondition(cosines.isContiguous && sines.isContiguous && sines.count == cosines.count)
    precondition(2 * heads * cosines.columns <= columns, "\(heads) heads of \(2 * cosines.columns) in \(columns)")
    unsafe positions.withUnsafeBufferPointer { positions in
      guard let first = positions.baseAddress else { return }
      unsafe kernel_rotate(
        base, rows, heads, cosines.columns, stride, first, cosines.base, sines.base, direction)
    }
  }

  /// Every row x becomes softmax(scale · x).
  func softmax(scale: Float) { unsafe kernel_softmax(base, rows, columns, stride, scale) }

  /// self, the gradient of the probabilities p = softmax(scale · x), becomes the gradient of x.
  func softmaxGradient(_ p: Block, scale: Float) {
    precondition(isContiguous && p.isContiguous && p.rows == rows && p.columns == columns)
    unsafe kernel_softmax_gradient(p.base, base, rows, columns, scale)
  }

  /// self = LayerNorm(x + residual); also fills `normalized` and `rstd`, unless they are nil.
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

  /// self, one row, += the sum over x's rows, each multiplied by the same row of the factor.
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

  /// self *= x, element by element
  func multiplyElements(by x: Block) {
    precondition(isContiguous && x.isContiguous && x.count == count, "multiplying \(count) by \(x.count)")
    unsafe kernel_multiply_elements(base, x.base, count)
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
}

extension Activation {
  var kernel: kernel_activation {
    switch self {
    case .gelu: KERNEL_GELU
    case .geluTanh: KERNEL_GELU_TANH
    case .relu: KERNEL_RELU
    case .silu: KERNEL_SILU
    case .tanh: KERNEL_TANH
    }
  }
}

// N rows · I inputs · O outputs
import CKernels
import Foundation

/// The weight of a linear map, laid out once for the CPU's widest registers and kept in the precision that it is multiplied
/// in: what inference takes in place of a matrix.
///
/// In int8 each output has a scale, and each row that is multiplied gets one of its own: whole numbers from −127 to 127 are
/// multiplied and added up exactly. In bfloat16 both factors are rounded. Sums and everything behind them are float32.
public struct PackedWeight: @unchecked Sendable {
  /// What the factors of a product are kept in.
  public enum Precision: String, Sendable, CaseIterable {
    case float32, bfloat16, int8

    /// Whether this CPU has instructions for it, without which a product takes a plain loop. `SENTIMENT_KERNELS=portable` in
    /// the environment says that it has none.
    public var isFast: Bool { !Self.isPortable && kernel_multiplies_fast(kernel) }

    private static let isPortable = ProcessInfo.processInfo.environment["SENTIMENT_KERNELS"] == "portable"

    var kernel: kernel_precision {
      switch self {
      case .float32: KERNEL_FLOAT32
      case .bfloat16: KERNEL_BFLOAT16
      case .int8: KERNEL_INT8
      }
    }
  }

  /// What the factors are kept in.
  public let precision: Precision
  /// The number of outputs.
  public let outputs: Int
  /// The number of inputs.
  public let inputs: Int
  private let steps: Int
  private let panels: Storage  // [⌈O / 64⌉ · steps · 64] pieces of 4 bytes
  private let scales: Storage  // [O], and on to a whole panel

  private static let panelWidth = Int(KERNEL_PANEL)

  /// Packs a weight [O, I].
  public init(_ weight: Matrix, as precision: Precision) {
    self.precision = precision
    (outputs, inputs) = (weight.rows, weight.columns)
    let depth = kernel_depth_of_step(precision.kernel)
    steps = (inputs + depth - 1) / depth
    panels = Storage(
      count: (outputs + Self.panelWidth - 1) / Self.panelWidth * steps * Self.panelWidth, zeroed: false)
    panels.preferLargePages()
    scales = Storage(count: (outputs + Self.panelWidth - 1) / Self.panelWidth * Self.panelWidth, zeroed: true)
    unsafe kernel_pack(precision.kernel, weight.block.kernel, panels.base, scales.base)
  }

  /// The weight [O, I] as a matrix, rounded as it is kept.
  public var unpacked: Matrix {
    let weight = Matrix(uninitializedRows: outputs, columns: inputs)
    unsafe kernel_unpack(factor(0..<outputs), 0, inputs, weight.block.base, inputs)
    return weight
  }

  /// The bytes that it takes.
  public var byteCount: Int { 4 * (panels.count + scales.count) }

  /// Outputs from the start of a panel on.
  @unsafe private func factor(_ range: Range<Int>) -> kernel_factor {
    unsafe kernel_factor(
      precision: precision.kernel, outputs: range.count, steps: steps,
      panels: panels.base + range.lowerBound * steps, scales: scales.base + range.lowerBound)
  }
}

// MARK: - Products

extension PackedWeight {
  /// y [N, O] = activation(x · weightᵀ + bias) for x [N, I].
  ///
  /// - Parameter plain: by the loop that the fast ones are measured against.
  func forward(_ x: Matrix, bias: Matrix, then activation: Activation?, plain: Bool = false) -> Matrix {
    precondition(x.columns == inputs && bias.count == outputs, "[\(x.rows), \(x.columns)] for [\(outputs), \(inputs)]")
    let y = Matrix(uninitializedRows: x.rows, columns: outputs)  // [N, O]
    let prepared = Rows(x, steps: steps, precision)
    // Under some 2^18 multiply-adds for each core, waking another one takes longer than the work.
    let grain = max(1, (1 << 18) / max(1, inputs * outputs))
    if x.rows >= 2 * Self.fewRows * Parallel.threads {
      Parallel.ranges(x.rows, grain: grain) { rows in
        prepared.fill(rows, x.block)
        multiply(prepared, rows, 0..<outputs, bias, activation, plain, y)
      }
    } else {
      Parallel.ranges(x.rows, grain: max(grain, 16_384 / max(1, inputs))) { prepared.fill($0, x.block) }
      let panelCount = (outputs + Self.panelWidth - 1) / Self.panelWidth
      Parallel.ranges(panelCount, grain: max(1, (1 << 18) / max(1, x.rows * inputs * Self.panelWidth))) { range in
        let columns = range.lowerBound * Self.panelWidth..<min(outputs, range.upperBound * Self.panelWidth)
        multiply(prepared, 0..<x.rows, columns, bias, activation, plain, y)
      }
    }
    return y
  }

  /// So many rows for each core are cut between the cores; with fewer the outputs are, so that each reads but its part of the
  /// weight.
  private static let fewRows = 64

  private func multiply(
    _ x: Rows, _ rows: Range<Int>, _ columns: Range<Int>, _ bias: Matrix, _ activation: Activation?, _ plain: Bool,
    _ y: Matrix
  ) {
    let out = y.block.rows(rows).columns(columns)
    let activation = activation.map { Int32($0.kernel.rawValue) } ?? -1
    unsafe kernel_multiply_packed(
      x.kernel(rows), factor(columns), bias.block.columns(columns).base, activation, plain, out.base, out.stride)
  }

  /// dx [N, I] = dy · weight, for dy [N, P] of the last P outputs.
  func inputGradient(_ dy: Matrix) -> Matrix {
    precondition(0 < outputs && dy.columns <= outputs, "a gradient of \(dy.columns) for \(outputs) outputs")
    let depth = kernel_depth_of_step(precision.kernel)
    guard dy.rows <= 4 else {
      let dx = Matrix(uninitializedRows: dy.rows, columns: inputs)
      // Unpacked, some columns are a panel of the transposed weight, used while it is in the cache.
      Parallel.ranges((inputs + Self.panelWidth - 1) / Self.panelWidth, grain: 1) { strips in
        let panel = Storage(count: outputs * Self.panelWidth, zeroed: true)
        for strip in strips {
          let columns = strip * Self.panelWidth..<min(inputs, (strip + 1) * Self.panelWidth)
          unsafe kernel_unpack(
            factor(0..<outputs), columns.lowerBound, columns.count, panel.base, Self.panelWidth)
          let out = dx.block.columns(columns)
          unsafe kernel_multiply_packed(
            kernel_rows(count: dy.rows, stride: dy.columns, values: dy.block.base, scales: nil, sums: nil),
            kernel_factor(
              precision: KERNEL_FLOAT32, outputs: columns.count, steps: dy.columns,
              panels: panel.base + (outputs - dy.columns) * Self.panelWidth, scales: nil),
            nil, -1, false, out.base, out.stride)
        }
      }
      return dx
    }
    let dx = Matrix(uninitializedRows: dy.rows, columns: inputs)
    for row in 0..<dy.rows {
      var whole = Matrix(rows: 1, columns: outputs)
      whole.mutableBlock.columns(outputs - dy.columns..<outputs).copy(from: dy.block.rows(row..<row + 1))
      var sums = Matrix(rows: 1, columns: steps * depth)
      let (dy, out) = (whole.block, sums.mutableBlock)
      Parallel.ranges(steps, grain: max(1, (1 << 17) / (outputs * depth))) { range in
        unsafe kernel_gradient_of_row(factor(0..<outputs), dy.base, range.lowerBound, range.count, out.base)
      }
      dx.block.rows(row..<row + 1).copy(from: out.columns(0..<inputs))
    }
    return dx
  }
}

/// The rows of a product in the precision of the packed factor: 4-byte steps, in int8 followed by a scale and a sum a row.
private struct Rows: @unchecked Sendable {
  private let precision: PackedWeight.Precision
  private let count: Int
  private let steps: Int
  private let storage: Storage

  /// Room for x [N, I], or in float32 x itself.
  init(_ x: Matrix, steps: Int, _ precision: PackedWeight.Precision) {
    (self.precision, count, self.steps) = (precision, x.rows, steps)
    storage =
      switch precision {
      case .float32: x.storage
      case .bfloat16: Storage(count: count * steps, zeroed: false)
      case .int8: Storage(count: count * (steps + 2), zeroed: false)
      }
  }

  /// Converts some rows of x.
  func fill(_ range: Range<Int>, _ x: Block) {
    guard precision != .float32 else { return }
    let x = x.rows(range)
    unsafe kernel_prepare_rows(precision.kernel, x.base, x.rows, x.columns, x.stride, kernel(range))
  }

  @unsafe func kernel(_ range: Range<Int>) -> kernel_rows {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "rows \(range) of \(count)")
    let (values, first) = unsafe (storage.base + range.lowerBound * steps, range.lowerBound)
    guard precision == .int8 else {
      return unsafe kernel_rows(count: range.count, stride: steps, values: values, scales: nil, sums: nil)
    }
    let scales = unsafe storage.base + count * steps
    let sums = unsafe UnsafeMutableRawPointer(scales + count).assumingMemoryBound(to: Int32.self)
    return unsafe kernel_rows(
      count: range.count, stride: steps, values: values, scales: scales + first, sums: sums + first)
  }
}

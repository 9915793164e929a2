// N rows · I inputs · O outputs
import CKernels
import Synchronization

/// A factor of products, laid out for the CPU's widest registers and stored in the precision of the product. Inference uses it
/// in place of a weight; training makes one for each product.
///
/// In int8 each output and each row of the other factor has a scale; products of whole numbers from −127 to 127 are exact, and
/// so are their sums. In bfloat16 both factors are rounded. Sums and later results are float32.
public struct PackedFactor: @unchecked Sendable {
  /// The precision of a product's factors.
  public enum Precision: String, Sendable, CaseIterable {
    case float32, bfloat16, int8

    var kernel: kernel_precision {
      switch self {
      case .float32: KERNEL_FLOAT32
      case .bfloat16: KERNEL_BFLOAT16
      case .int8: KERNEL_INT8
      }
    }
  }

  /// The precision of the factors.
  public let precision: Precision
  /// The instructions of its products.
  public let kernels: Kernels
  /// The number of outputs.
  public let outputs: Int
  /// The number of inputs.
  public let inputs: Int
  private let steps: Int
  private let panelWidth: Int
  private let panels: Storage  // [whole panels of O · steps] words of 4 bytes
  private let scales: Storage  // [O], padded to a whole panel
  private let transposes = Transposes()

  private var panelCount: Int { (outputs + panelWidth - 1) / panelWidth }

  /// Packs a weight [O, I] of many products.
  public init(_ weight: Matrix, as precision: Precision, in context: PassContext) {
    self.init(weight.block, as: precision, isKept: true, in: context)
  }

  /// Packs a weight [O, I], which may be a transpose, though not in int8.
  init(_ weight: Block, as precision: Precision, isKept: Bool = false, in context: PassContext) {
    precondition(precision != .int8 || !weight.isTransposed, "int8 scales whole rows")
    self.precision = precision
    kernels = context.kernels
    (outputs, inputs) = weight.isTransposed ? (weight.columns, weight.rows) : (weight.rows, weight.columns)
    let (level, depth) = (kernels.level, kernel_depth_of_step(precision.kernel))
    let width = kernel_panel_width(level)
    let steps = (inputs + depth - 1) / depth
    let panelCount = (outputs + width - 1) / width
    let panels = Storage(count: panelCount * steps * width, zeroed: false)
    if isKept { panels.preferLargePages() }
    let scales = Storage(count: precision == .int8 ? panelCount * width : 0, zeroed: true)
    (self.steps, panelWidth, self.panels, self.scales) = (steps, width, panels, scales)
    let outputs = outputs
    context.ranges(panelCount, grain: max(1, 1024 / max(1, steps))) { range in
      let scratch = Storage(count: weight.isTransposed ? 0 : steps * width, zeroed: false)
      let part = range.lowerBound * width..<min(outputs, range.upperBound * width)
      let weight = weight.isTransposed ? weight.columns(part).transposed : weight.rows(part)
      unsafe kernel_pack(
        level, precision.kernel, weight.kernel, panels.base + part.lowerBound * steps,
        precision == .int8 ? scales.base + part.lowerBound : nil, scratch.base)
    }
  }

  /// The weight [O, I] as a matrix, rounded as it is stored.
  public var unpacked: Matrix {
    let weight = Matrix(uninitializedRows: outputs, columns: inputs)
    unsafe kernel_unpack(factor(0..<outputs), inputs, weight.block.base)
    return weight
  }

  /// Its size in bytes, without the transposes that gradients make.
  public var byteCount: Int { 4 * (panels.count + scales.count) }

  /// Some outputs, beginning with a panel.
  @unsafe private func factor(_ range: Range<Int>) -> kernel_factor {
    unsafe kernel_factor(
      level: kernels.level, precision: precision.kernel, outputs: range.count, steps: steps,
      panels: panels.base + range.lowerBound * steps, scales: precision == .int8 ? scales.base + range.lowerBound : nil)
  }
}

// MARK: - Products

extension PackedFactor {
  /// y [N, O] = activation(x · weightᵀ + bias) for x [N, I].
  ///
  /// - Parameter plain: uses the plain loop, the reference of the fast ones.
  func forward(
    _ x: Matrix, bias: Matrix, then activation: Activation?, plain: Bool = false, in context: PassContext
  ) -> Matrix {
    precondition(bias.count == outputs, "a bias of \(bias.count) for \(outputs) outputs")
    let y = Matrix(uninitializedRows: x.rows, columns: outputs)  // [N, O]
    multiply(x.block, into: y.block, bias: bias.block, then: activation, plain: plain, in: context)
    return y
  }

  /// y [N, O] = activation(x · weightᵀ + bias) (+ y when accumulating) for x [N, I], which may be a transpose, though not in
  /// int8.
  func multiply(
    _ x: Block, into y: Block, accumulating: Bool = false, bias: Block? = nil, then activation: Activation? = nil,
    plain: Bool = false, in context: PassContext
  ) {
    precondition(precision != .int8 || !accumulating, "int8 products are not accumulated")
    precondition(activation == nil || bias != nil, "an activation goes with a bias")
    let x = FactorRows(x, steps: steps, precision, kernels)
    precondition(
      x.depth == inputs && y.rows == x.count && y.columns == outputs,
      "[\(x.count), \(x.depth)] for [\(outputs), \(inputs)] into [\(y.rows), \(y.columns)]")
    @Sendable func multiply(_ rows: Range<Int>, _ columns: Range<Int>) {
      let bias = bias.map { $0.columns(columns) }
      let activation = activation.map { Int32($0.kernel.rawValue) } ?? -1
      for rows in x.pieces(of: rows) {
        let out = y.rows(rows).columns(columns)
        unsafe kernel_multiply_packed(
          x.kernel(rows), factor(columns), accumulating, bias?.base, activation, plain, out.base, out.stride)
      }
    }
    // Under some 2^18 multiply-adds for each thread, waking another one takes longer than the work. A range that another
    // thread may take over needs some more.
    let work = max(1, inputs * outputs)
    if x.count >= Self.rowsToSplit * context.threads {
      context.ranges(x.unitCount, grain: max(1, (1 << 21) / (work * x.unit)), rangesPerThread: 8) { units in
        let rows = x.rows(units)
        x.fill(rows)
        multiply(rows, 0..<outputs)
      }
    } else {
      context.ranges(x.unitCount, grain: max(1, (1 << 14) / max(1, inputs * x.unit))) {
        x.fill(x.rows($0))
      }
      context.ranges(panelCount, grain: max(1, (1 << 18) / max(1, x.count * inputs * panelWidth))) { range in
        multiply(0..<x.count, range.lowerBound * panelWidth..<min(outputs, range.upperBound * panelWidth))
      }
    }
  }

  /// With this number of rows for each thread, the rows are split between the threads. With fewer, the outputs are split, so
  /// that each thread reads only its part of the weight.
  private static let rowsToSplit = 128

  /// dx [N, I] = dy · weight, for dy [N, P] of the last P outputs, in the factor's precision.
  ///
  /// The first such product packs the transpose, which later ones use.
  func inputGradient(_ dy: Matrix, in context: PassContext) -> Matrix {
    precondition(0 < outputs && dy.columns <= outputs, "a gradient of \(dy.columns) for \(outputs) outputs")
    let dx = Matrix(uninitializedRows: dy.rows, columns: inputs)
    transposes.factor(dy.columns) {
      let weight = Matrix(uninitializedRows: inputs, columns: dy.columns)
      weight.block.copyTranspose(of: unpacked.block.rows(outputs - dy.columns..<outputs))
      return PackedFactor(weight, as: precision, in: context)
    }.multiply(dy.block, into: dx.block, in: context)
    return dx
  }
}

/// The packed transposes of the last outputs of a factor, by their number.
private final class Transposes: Sendable {
  private let factors = Mutex<[Int: PackedFactor]>([:])

  func factor(_ outputs: Int, _ make: () -> PackedFactor) -> PackedFactor {
    factors.withLock { factors in
      let factor = factors[outputs] ?? make()
      factors[outputs] = factor
      return factor
    }
  }
}

import CKernels

// N rows · I inputs

/// The rows x [N, I] of the other factor, in the packed factor's precision: 4-byte steps, in int8 followed by a scale, a sum and
/// extra products for each row. The rows of a transpose are in panels of some rows; other float32 rows stay in place.
struct FactorRows: @unchecked Sendable {
  let count: Int
  let depth: Int
  private let x: Block
  private let precision: PackedFactor.Precision
  private let kernels: Kernels
  private let steps: Int
  private let extras: Int  // words a row
  private let storage: Storage?

  /// Allocates the rows, which `fill` converts.
  init(_ x: Block, steps: Int, _ precision: PackedFactor.Precision, _ kernels: Kernels) {
    precondition(precision != .int8 || !x.isTransposed, "int8 scales whole rows")
    (count, depth) = x.isTransposed ? (x.columns, x.rows) : (x.rows, x.columns)
    (self.x, self.precision, self.kernels, self.steps) = (x, precision, kernels, steps)
    extras = kernel_extras(kernels.level, precision.kernel, steps)
    let width = x.isTransposed ? Self.panelWidth : 1
    storage =
      switch precision {
      case .float32 where !x.isTransposed || depth < Self.minimumDepth: nil
      case .float32, .bfloat16: Storage(count: (count + width - 1) / width * width * steps, zeroed: false)
      case .int8: Storage(count: count * (steps + 2 + extras), zeroed: false)
      }
  }

  /// Whole tiles of six rows.
  private static let panelWidth = 48
  /// With fewer float32 steps, packing the rows of a transpose does not pay off.
  private static let minimumDepth = 1024

  private var isInPanels: Bool { storage != nil && x.isTransposed }

  /// The number of rows that are converted together.
  var unit: Int { isInPanels ? Self.panelWidth : 1 }
  var unitCount: Int { (count + unit - 1) / unit }

  func rows(_ units: Range<Int>) -> Range<Int> { units.lowerBound * unit..<min(count, units.upperBound * unit) }

  /// Runs of equally distant rows; the range begins with a unit.
  func pieces(of range: Range<Int>) -> [Range<Int>] {
    guard isInPanels else { return [range] }
    return stride(from: range.lowerBound, to: range.upperBound, by: unit).map { $0..<min($0 + unit, range.upperBound) }
  }

  /// Converts some rows, whole units.
  func fill(_ range: Range<Int>) {
    guard let storage else { return }
    if x.isTransposed {
      let part = x.columns(range).transposed
      unsafe kernel_pack_columns(
        precision.kernel, part.kernel, Self.panelWidth, storage.base + range.lowerBound * steps)
    } else {
      unsafe kernel_prepare_rows(precision.kernel, x.rows(range).kernel, kernel(range))
    }
  }

  /// The rows of one of the pieces.
  @unsafe func kernel(_ range: Range<Int>) -> kernel_rows {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "rows \(range) of \(count)")
    let first = range.lowerBound
    guard let storage else {
      let (rowStride, stepStride) = x.isTransposed ? (1, x.stride) : (x.stride, 1)
      return unsafe kernel_rows(
        count: range.count, row_stride: rowStride, step_stride: stepStride, values: x.base + first * rowStride,
        scales: nil, sums: nil, extras: nil)
    }
    let values = unsafe storage.base + first * steps
    if x.isTransposed {
      return unsafe kernel_rows(
        count: range.count, row_stride: 1, step_stride: unit, values: values, scales: nil, sums: nil, extras: nil)
    }
    let scales = unsafe precision == .int8 ? storage.base + count * steps + first : nil
    let sums = unsafe scales.map { unsafe UnsafeMutableRawPointer($0 + count).assumingMemoryBound(to: Int32.self) }
    let lists = unsafe extras > 0 ? sums.map { unsafe $0 - first + count + first * extras } : nil
    return unsafe kernel_rows(
      count: range.count, row_stride: steps, step_stride: 1, values: values, scales: scales, sums: sums, extras: lists)
  }
}

import Tensors
import TestSupport
import Testing

/// A matrix of doubles whose operations are plain loops: the reference of every kernel.
struct Plain {
  var rows: Int
  var columns: Int
  var elements: [Double]

  init(rows: Int, columns: Int, _ element: (_ row: Int, _ column: Int) -> Double) {
    (self.rows, self.columns) = (rows, columns)
    elements = (0..<rows).flatMap { row in (0..<columns).map { element(row, $0) } }
  }

  init(_ matrix: Matrix) { self.init(rows: matrix.rows, columns: matrix.columns) { Double(matrix[$0, $1]) } }

  subscript(row: Int, column: Int) -> Double {
    get { elements[row * columns + column] }
    set { elements[row * columns + column] = newValue }
  }

  var transposed: Plain { Plain(rows: columns, columns: rows) { self[$1, $0] } }
  var largestMagnitude: Double { elements.map(abs).max() ?? 0 }

  func map(_ transform: (Double) -> Double) -> Plain { Plain(rows: rows, columns: columns) { transform(self[$0, $1]) } }

  static func + (x: Plain, y: Plain) -> Plain { Plain(rows: x.rows, columns: x.columns) { x[$0, $1] + y[$0, $1] } }

  static func * (a: Plain, b: Plain) -> Plain {
    Plain(rows: a.rows, columns: b.columns) { row, column in
      var sum = 0.0
      for k in 0..<a.columns { sum += a[row, k] * b[k, column] }
      return sum
    }
  }

  /// x · weightᵀ + bias
  func linear(weight: Plain, bias: Plain) -> Plain {
    let product = self * weight.transposed
    return Plain(rows: rows, columns: weight.rows) { product[$0, $1] + bias[0, $1] }
  }
}

/// The gradient of Σ dy ⊙ f(x) at x, by central differences.
///
/// In double precision with this step, the rounding of the difference and the missing third derivative are both some
/// 1e-10: far below float32's error of the gradients under test.
func slopes(at x: Plain, _ dy: Matrix, step: Double = 1e-5, _ f: (Plain) -> Plain) -> Plain {
  let weights = Plain(dy)
  func loss(_ x: Plain) -> Double { zip(f(x).elements, weights.elements).reduce(0) { $0 + $1.0 * $1.1 } }
  var point = x
  var slopes = x
  for index in x.elements.indices {
    point.elements[index] = x.elements[index] + step
    let above = loss(point)
    point.elements[index] = x.elements[index] - step
    slopes.elements[index] = (above - loss(point)) / (2 * step)
    point.elements[index] = x.elements[index]
  }
  return slopes
}

/// Compares shape and elements; the failure names the worst element. Not-a-number never passes.
func expectEqual(
  _ actual: Matrix, _ expected: Plain, within tolerance: Double, _ what: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(
    actual.rows == expected.rows && actual.columns == expected.columns, "shape \(what)", sourceLocation: sourceLocation)
  guard actual.count == expected.elements.count else { return }
  var worst = (error: 0.0, index: 0)
  for (index, (value, reference)) in zip(actual.elements, expected.elements).enumerated() {
    let error = abs(Double(value) - reference)
    if !(error <= worst.error) { worst = (error.isNaN ? .infinity : error, index) }
  }
  let place = (worst.index / max(1, actual.columns), worst.index % max(1, actual.columns))
  #expect(worst.error <= tolerance, "\(what): off by \(worst.error) at \(place)", sourceLocation: sourceLocation)
}

/// Half the distance from 1 to the next float: the largest relative error of one rounding.
let unit = 0x1p-24

extension Matrix {
  /// Numbers evenly spread over centre ± 1.
  static func random(_ rows: Int, _ columns: Int, seed: UInt64, around centre: Float = 0) -> Matrix {
    var generator = SplitMix64(seed: seed)
    return Matrix(
      rows: rows, columns: columns,
      (0..<rows * columns).map { _ in centre + Float(generator.next() >> 40) * 0x1p-23 - 1 })
  }
}

extension Matrix {
  /// Decodes what follows the first bytes of an array; returns the largest magnitude.
  @discardableResult
  mutating func decode(
    _ bytes: [UInt8], dropping first: Int = 0, part: Int = 0, of parts: Int = 1, as encoding: Encoding
  ) -> Float {
    decode(part: part, of: parts, as: encoding, in: .test) { offset, memory in
      for index in 0..<memory.byteCount {
        memory.storeBytes(of: bytes[first + offset + index], toByteOffset: index, as: UInt8.self)
      }
    }
  }
}

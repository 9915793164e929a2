import TestSupport
import Testing

@testable import Tensors

// N rows · I inputs · O outputs
struct PackedFactorTests {
  private static let sizes = [
    (1, 1, 1), (3, 5, 2), (7, 40, 64), (13, 63, 65), (6, 312, 320), (300, 96, 70), (7, 1101, 66),
  ]

  @Test(arguments: sizes, PackedFactor.Precision.allCases)
  func productsEqualThoseOfTheRoundedFactors(size: (n: Int, i: Int, o: Int), precision: PackedFactor.Precision) {
    let (weight, bias) = (Matrix.random(size.o, size.i, seed: 1), Matrix.random(1, size.o, seed: 2))
    let x = Matrix.random(size.n, size.i, seed: 3)
    let packed = PackedFactor(weight, as: precision, in: .test)
    let expected = Plain(Self.rounded(x, precision)).linear(weight: Plain(packed.unpacked), bias: Plain(bias))
    let tolerance = Double((size.i + 4) * (size.i + 4)) * unit
    for plain in [true, false] {
      expectEqual(
        packed.forward(x, bias: bias, then: nil, plain: plain, in: .test), expected, within: tolerance,
        "\(precision), \(plain)")
    }
    let activated = expected.map { ActivationTests.value(.gelu, $0) }
    expectEqual(
      packed.forward(x, bias: bias, then: .gelu, in: .test), activated,
      within: 1.13 * tolerance + ActivationTests.tolerance(at: expected.largestMagnitude), "\(precision), GELU")
  }

  @Test(arguments: sizes, [PackedFactor.Precision.float32, .bfloat16])
  func transposedFactorsGiveTheSameProductAndAccumulate(
    size: (n: Int, i: Int, o: Int), precision: PackedFactor.Precision
  ) {
    let (x, weight) = (Matrix.random(size.n, size.i, seed: 1), Matrix.random(size.o, size.i, seed: 2))
    let expected = Matrix(rows: size.n, columns: size.o)
    expected.block.multiply(x.block, weight.block.transposed, as: precision, in: .test)
    let y = Matrix(rows: size.n, columns: size.o)
    for (x, weight) in [
      (x.block, weight.transposed.block), (x.transposed.block.transposed, weight.block.transposed),
      (x.transposed.block.transposed, weight.transposed.block),
    ] {
      y.block.fill(0)
      y.block.multiply(x, weight, as: precision, in: .test)
      #expect(y.elements == expected.elements, "\(precision)")
    }
    y.block.multiply(
      x.transposed.block.transposed, weight.transposed.block, as: precision, accumulating: true, in: .test)
    let tolerance = Double((size.i + 4) * (size.i + 4)) * unit
    expectEqual(y, Plain(expected) + Plain(expected), within: 2 * tolerance, "\(precision)")
  }

  /// The rounded rows of a product.
  private static func rounded(_ x: Matrix, _ precision: PackedFactor.Precision) -> Matrix {
    var result = x
    for row in 0..<x.rows {
      let most = (0..<x.columns).reduce(0) { max($0, abs(x[row, $1])) }
      for column in 0..<x.columns {
        switch precision {
        case .float32: break
        case .bfloat16:
          let bits = x[row, column].bitPattern
          result[row, column] = Float(bitPattern: (bits &+ 0x7FFF &+ (bits >> 16 & 1)) & 0xFFFF_0000)
        case .int8:
          result[row, column] = (x[row, column] * (127 / most)).rounded(.toNearestOrEven) * (most / 127)
        }
      }
    }
    return result
  }

  @Test func weightsAreRoundedToThePrecision() {
    let weight = Matrix.random(70, 33, seed: 1)
    #expect(PackedFactor(weight, as: .float32, in: .test).unpacked.elements == weight.elements)
    for (kept, original) in zip(PackedFactor(weight, as: .bfloat16, in: .test).unpacked.elements, weight.elements) {
      #expect(abs(kept - original) <= abs(original) / 256)
    }
    let int8 = PackedFactor(weight, as: .int8, in: .test).unpacked
    for row in 0..<70 {
      let most = (0..<33).reduce(0) { max($0, abs(weight[row, $1])) }
      for column in 0..<33 { #expect(abs(int8[row, column] - weight[row, column]) <= most / 253) }
    }
    // Packing rounded weights again does not change them.
    for precision in PackedFactor.Precision.allCases {
      let once = PackedFactor(weight, as: precision, in: .test).unpacked
      expectEqual(PackedFactor(once, as: precision, in: .test).unpacked, Plain(once), within: 4 * unit, "\(precision)")
    }
    #expect(
      PackedFactor(Matrix(rows: 3, columns: 5), as: .int8, in: .test).unpacked.elements
        == [Float](repeating: 0, count: 15))
  }

  @Test(arguments: PackedFactor.Precision.allCases)
  func aRowsProductDoesNotDependOnOtherRows(precision: PackedFactor.Precision) {
    let packed = PackedFactor(.random(130, 96, seed: 1), as: precision, in: .test)
    let (x, bias) = (Matrix.random(300, 96, seed: 2), Matrix.random(1, 130, seed: 3))
    let all = packed.forward(x, bias: bias, then: .gelu, in: .test)
    for row in [0, 5, 299] {
      let alone = packed.forward(x.gatheringRows([row]), bias: bias, then: .gelu, in: .test)
      #expect(alone.elements == all.gatheringRows([row]).elements)
    }
  }

  @Test(arguments: [1, 2, 3, 4, 5, 16, 17, 40], PackedFactor.Precision.allCases)
  func inputGradientsUseTheRoundedWeight(rows: Int, precision: PackedFactor.Precision) {
    for (outputs, inputs) in [(2, 5), (70, 33), (128, 192)] {
      let packed = PackedFactor(.random(outputs, inputs, seed: 1), as: precision, in: .test)
      let weight = Plain(packed.unpacked)
      for count in [outputs, outputs / 2] {
        let dy = Matrix.random(rows, count, seed: 2)
        let last = Plain(rows: count, columns: inputs) { weight[outputs - count + $0, $1] }
        expectEqual(
          packed.inputGradient(dy, in: .test), Plain(dy) * last, within: Double((count + 4) * (count + 4)) * unit,
          "\(precision)")
      }
    }
  }
}

extension Matrix {
  fileprivate var transposed: Matrix {
    var result = Matrix(rows: columns, columns: rows)
    for row in 0..<rows { for column in 0..<columns { result[column, row] = self[row, column] } }
    return result
  }
}

import TestSupport
import Testing

@testable import Tensors

// N rows · I inputs · O outputs
struct PackedFactorTests {
  private static let contexts = Kernels.supported.map { PassContext(kernels: $0) }

  private static let sizes = [
    (1, 1, 1), (3, 5, 2), (7, 40, 64), (13, 63, 65), (6, 312, 320), (300, 96, 70), (7, 1101, 66),
  ]

  @Test(arguments: sizes, PackedFactor.Precision.allCases)
  func productsEqualThoseOfTheRoundedFactors(size: (n: Int, i: Int, o: Int), precision: PackedFactor.Precision) {
    let (weight, bias) = (Matrix.random(size.o, size.i, seed: 1), Matrix.random(1, size.o, seed: 2))
    let x = Matrix.random(size.n, size.i, seed: 3)
    for context in Self.contexts {
      let packed = PackedFactor(weight, as: precision, in: context)
      let expected = Plain(Self.rounded(x, precision)).linear(weight: Plain(packed.unpacked), bias: Plain(bias))
      let tolerance = Double((size.i + 4) * (size.i + 4)) * unit
      let name = "\(context.kernels), \(precision)"
      for plain in [true, false] {
        expectEqual(
          packed.forward(x, bias: bias, then: nil, plain: plain, in: context), expected, within: tolerance,
          "\(name), \(plain)")
      }
      let activated = expected.map { ActivationTests.value(.gelu, $0) }
      expectEqual(
        packed.forward(x, bias: bias, then: .gelu, in: context), activated,
        within: 1.13 * tolerance + ActivationTests.tolerance(at: expected.largestMagnitude), "\(name), GELU")
    }
  }

  /// Among the rows are those whose products with bytes exceed 16 bits in every pair, and in pairs of one sign alone.
  @Test func sumsOfInt8AreThoseOfThePlainLoop() {
    var generator = SplitMix64(seed: 9)
    func rows(_ count: Int, _ columns: Int) -> Matrix {
      Matrix(
        rows: count, columns: columns,
        (0..<count * columns).map { index in
          let number = Float(Int(generator.next() % 255)) - 127
          switch index / columns % 8 {
          case 0: return 127
          case 1: return -127
          case 2: return index % 2 == 0 ? 127 : -127
          case 3: return index % 4 < 2 ? 127 : -127
          case 4: return index % 8 < 4 ? 127 : 1
          case 5: return index % columns == 0 ? 127 : (number / 40).rounded()
          case 6: return number.magnitude
          default: return number
          }
        })
    }
    for (n, i, o) in [(8, 1, 1), (9, 4, 16), (13, 7, 17), (16, 9, 64), (29, 64, 70), (24, 67, 130), (8, 1027, 33)] {
      let (x, weight, zero) = (rows(n, i), rows(o, i), Matrix(rows: 1, columns: o))
      var expected: [Float]?
      for context in Self.contexts {
        let packed = PackedFactor(weight, as: .int8, in: context)
        for plain in [true, false] {
          let sums = packed.forward(x, bias: zero, then: nil, plain: plain, in: context).elements
          #expect(sums == expected ?? sums, "\(context.kernels), \(plain), [\(n), \(i)] · [\(o), \(i)]ᵀ")
          expected = sums
        }
      }
    }
  }

  @Test(arguments: sizes, [PackedFactor.Precision.float32, .bfloat16])
  func transposedFactorsGiveTheSameProductAndAccumulate(
    size: (n: Int, i: Int, o: Int), precision: PackedFactor.Precision
  ) {
    let (x, weight) = (Matrix.random(size.n, size.i, seed: 1), Matrix.random(size.o, size.i, seed: 2))
    for context in Self.contexts {
      let expected = Matrix(rows: size.n, columns: size.o)
      expected.block.multiply(x.block, weight.block.transposed, as: precision, in: context)
      let y = Matrix(rows: size.n, columns: size.o)
      for (x, weight) in [
        (x.block, weight.transposed.block), (x.transposed.block.transposed, weight.block.transposed),
        (x.transposed.block.transposed, weight.transposed.block),
      ] {
        y.block.fill(0)
        y.block.multiply(x, weight, as: precision, in: context)
        #expect(y.elements == expected.elements, "\(context.kernels), \(precision)")
      }
      y.block.multiply(
        x.transposed.block.transposed, weight.transposed.block, as: precision, accumulating: true, in: context)
      let tolerance = Double((size.i + 4) * (size.i + 4)) * unit
      expectEqual(
        y, Plain(expected) + Plain(expected), within: 2 * tolerance, "\(context.kernels), \(precision)")
    }
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
    let (x, bias) = (Matrix.random(300, 96, seed: 2), Matrix.random(1, 130, seed: 3))
    for context in Self.contexts {
      let packed = PackedFactor(.random(130, 96, seed: 1), as: precision, in: context)
      let all = packed.forward(x, bias: bias, then: .gelu, in: context)
      for row in [0, 5, 299] {
        let alone = packed.forward(x.gatheringRows([row]), bias: bias, then: .gelu, in: context)
        #expect(alone.elements == all.gatheringRows([row]).elements, "\(context.kernels)")
      }
    }
  }

  @Test(arguments: [1, 7, 40], PackedFactor.Precision.allCases)
  func inputGradientsAreProductsWithTheTransposeInThePrecision(rows: Int, precision: PackedFactor.Precision) {
    for context in Self.contexts {
      for (outputs, inputs) in [(2, 5), (70, 33), (128, 192)] {
        let packed = PackedFactor(.random(outputs, inputs, seed: 1), as: precision, in: context)
        for count in [outputs, outputs / 2] {
          let dy = Matrix.random(rows, count, seed: 2)
          let last = packed.unpacked.gatheringRows(Array(outputs - count..<outputs))
          let transpose = Plain(PackedFactor(last.transposed, as: precision, in: context).unpacked).transposed
          expectEqual(
            packed.inputGradient(dy, in: context), Plain(Self.rounded(dy, precision)) * transpose,
            within: Double((count + 4) * (count + 4)) * unit, "\(context.kernels), \(precision)")
          // Rounding to bytes moves each factor, at most 1, by at most 1/254; in bfloat16 by 1/512.
          let exact = Plain(dy) * Plain(last)
          expectEqual(
            packed.inputGradient(dy, in: context), exact, within: Double(count) * 2.01 / 254, "\(context.kernels)")
        }
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

import TestSupport
import Testing

@testable import Tensors

struct MatrixTests {
  /// Every way to write into a matrix, for a matrix of 2 × 3.
  private static let mutations: [(name: String, write: @Sendable (inout Matrix) -> Void)] = [
    ("subscript", { $0[1, 2] = 9 }),
    ("fill", { $0.fill(9) }),
    ("add", { $0.add(Matrix(rows: 2, columns: 3, [9, 9, 9, 9, 9, 9])) }),
    ("add itself", { $0.add($0) }),
    ("addRows", { $0.addRows(of: Matrix(rows: 1, columns: 3, [9, 9, 9]), at: [1]) }),
    ("decode", { $0.decode([UInt8](repeating: 1, count: 12), part: 1, of: 2, as: .float32) }),
    ("dropout", { Dropout(probability: 0.99, seed: 1).apply(to: &$0, in: .test) }),
  ]

  /// 2^48 bytes are more than a program can address, whatever the machine.
  @Test func memoryBeyondTheAddressSpaceIsNotFree() {
    #expect(Matrix.isMemoryFree(forElements: 0) && Matrix.isMemoryFree(forElements: 1 << 20))
    #expect(!Matrix.isMemoryFree(forElements: 1 << 46) && !Matrix.isMemoryFree(forElements: .max))
  }

  @Test func writingToACopyLeavesTheOriginal() {
    for (name, write) in Self.mutations {
      let original = Matrix(rows: 2, columns: 3, [1, 2, 3, 4, 5, 6])
      var copy = original
      write(&copy)
      #expect(original.elements == [1, 2, 3, 4, 5, 6], "\(name)")
      #expect(copy.elements != original.elements, "\(name)")
    }
  }

  @Test func adamWDoesNotChangeCopies() {
    let zeros = Matrix(rows: 1, columns: 3)
    var (x, m, v) = (zeros, zeros, zeros)  // all share one storage, the gradient's too
    AdamW().update(
      &x, gradient: zeros, first: &m, second: &v, step: 1, learningRate: 1, weightDecay: 0, gradientScale: 1, in: .test)
    let ones = Matrix(rows: 1, columns: 3, [1, 1, 1])
    AdamW().update(
      &x, gradient: ones, first: &m, second: &v, step: 1, learningRate: 1, weightDecay: 0, gradientScale: 1, in: .test)
    #expect(zeros.elements == [0, 0, 0])
    #expect(m.elements != v.elements)
  }

  @Test func gathersRowsInOrderWithRepetitions() {
    let x = Matrix(rows: 3, columns: 2, [1, 2, 3, 4, 5, 6])
    #expect(x.gatheringRows([2, 0, 2]).elements == [5, 6, 1, 2, 5, 6])
    #expect(x.gatheringRows([]).rows == 0)
    #expect(x.gatheringRows([]).columns == 2)
  }

  @Test func addsEachRowOfARepeatedIndex() {
    var x = Matrix(rows: 3, columns: 2, [1, 1, 1, 1, 1, 1])
    x.addRows(of: Matrix(rows: 4, columns: 2, [1, 2, 10, 20, 100, 200, 1000, 2000]), at: [2, 0, 2, 2])
    #expect(x.elements == [11, 21, 1, 1, 1102, 2203])
  }

  @Test func addsAScaledMatrix() {
    var x = Matrix(rows: 1, columns: 20, Array(repeating: 3, count: 20))
    x.add(Matrix(rows: 1, columns: 20, (0..<20).map(Float.init)), scaledBy: -0.5)
    #expect(x.elements == (0..<20).map { 3 - Float($0) / 2 })
  }

  @Test func findsTheFirstOfEqualMaxima() {
    let x = Matrix(rows: 4, columns: 3, [1, 7, 7, 0, 0, 0, -3, -2, -1, -.infinity, -.infinity, 5])
    #expect((0..<4).map { x.indexOfMaximum(row: $0) } == [1, 0, 2, 2])
    #expect(Matrix(rows: 1, columns: 1, [4]).indexOfMaximum(row: 0) == 0)
  }

  @Test func sumsSquaresInDoublePrecision() {
    // Neither 1e60 nor 1e24 + 1 fits a float.
    #expect(Matrix(rows: 1, columns: 1, [1e30]).sumOfSquares == Double(Float(1e30)) * Double(Float(1e30)))
    let elements = (0..<35).map { Float($0 == 3 ? 4096 : 1) }
    #expect(Matrix(rows: 5, columns: 7, elements).sumOfSquares == 16_777_216 + 34)
    #expect(Matrix(rows: 0, columns: 7).sumOfSquares == 0)
  }

  @Test func keepsItsElementsInRowOrder() {
    let x = Matrix(rows: 2, columns: 3, [1, 2, 3, 4, 5, 6])
    #expect(x[0, 2] == 3 && x[1, 0] == 4 && x.count == 6)
    #expect(Matrix(rows: 2, columns: 2).elements == [0, 0, 0, 0])
    #expect(Matrix(rows: 0, columns: 5).elements.isEmpty)
  }
}

import TestSupport
import Testing

@testable import Tensors

struct ProductTests {
  @Test(arguments: [
    (1, 1, 1), (2, 3, 4), (5, 7, 3), (17, 33, 9), (64, 48, 33), (1, 65, 19), (19, 65, 1), (0, 3, 2), (3, 0, 2),
    (2, 3, 0),
  ])
  func equalsThePlainLoopInEveryTransposition(rows: Int, depth: Int, columns: Int) {
    for (a, b) in [(false, false), (false, true), (true, false), (true, true)] {
      for accumulating in [false, true] {
        check(rows, depth, columns, transposed: (a, b), accumulating) {
          $0.multiply($1, $2, accumulating: accumulating)
        }
        check(rows, depth, columns, transposed: (a, b), accumulating) {
          $0.multiplyInParallel($1, $2, accumulating: accumulating, in: .test)
        }
      }
    }
  }

  /// Large enough for several threads: 64 · 40 multiply-adds an element of the longer side, 2^18 a thread.
  @Test(arguments: [(301, 40, 64), (64, 40, 301)])
  func equalsThePlainLoopIfTheWorkIsSplit(rows: Int, depth: Int, columns: Int) {
    for (a, b) in [(false, false), (false, true), (true, false), (true, true)] {
      check(rows, depth, columns, transposed: (a, b), true) {
        $0.multiplyInParallel($1, $2, accumulating: true, in: .test)
      }
    }
  }

  @Test func writesOnlyInsideTheBlock() {
    let (a, b) = (Matrix.random(9, 20, seed: 1), Matrix.random(11, 30, seed: 2))
    for inParallel in [false, true] {
      var y = Matrix(rows: 10, columns: 12, Array(repeating: 7, count: 120))
      let target = y.mutableBlock.rows(2..<8).columns(3..<10)  // [6, 7]
      let left = a.block.rows(1..<7).columns(4..<9)  // [6, 5]
      let right = b.block.rows(3..<10).columns(21..<26)  // [7, 5]
      if inParallel {
        target.multiplyInParallel(left, right.transposed, in: .test)
      } else {
        target.multiply(left, right.transposed)
      }
      let expected = Plain(rows: 10, columns: 12) { row, column in
        guard (2..<8).contains(row), (3..<10).contains(column) else { return 7 }
        return (0..<5).reduce(0) { $0 + Double(a[row - 1, 4 + $1]) * Double(b[column, 21 + $1]) }
      }
      expectEqual(y, expected, within: 36 * unit)
    }
  }

  private func check(
    _ rows: Int, _ depth: Int, _ columns: Int, transposed: (a: Bool, b: Bool), _ accumulating: Bool,
    _ multiply: (_ y: Block, _ a: Block, _ b: Block) -> Void
  ) {
    let a = transposed.a ? Matrix.random(depth, rows, seed: 1) : .random(rows, depth, seed: 1)
    let b = transposed.b ? Matrix.random(columns, depth, seed: 2) : .random(depth, columns, seed: 2)
    var y = Matrix.random(rows, columns, seed: 3)
    let product =
      (transposed.a ? Plain(a).transposed : Plain(a)) * (transposed.b ? Plain(b).transposed : Plain(b))
    let expected = accumulating ? Plain(y) + product : product
    multiply(
      y.mutableBlock, transposed.a ? a.block.transposed : a.block, transposed.b ? b.block.transposed : b.block)
    // A sum of depth + 1 terms of at most 1, in any order: as many roundings, each of at most the whole sum.
    expectEqual(
      y, expected, within: Double((depth + 1) * (depth + 1)) * unit,
      "\(rows) × \(depth) × \(columns), transposed \(transposed), accumulating \(accumulating)")
  }
}

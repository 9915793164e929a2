import Foundation
import Tensors
import Testing

struct TanhTests {
  @Test func backwardMatchesFiniteDifferences() {
    let (x, dy) = (Matrix.random(2, 9, seed: 1), Matrix.random(2, 9, seed: 2))
    let y = Tanh.forward(x)
    expectEqual(y, Plain(x).map { tanh($0) }, within: 2 * unit)
    // 1 − y² doubles y's error and adds two roundings.
    expectEqual(Tanh.backward(dy, output: y), slopes(at: Plain(x), dy) { $0.map { tanh($0) } }, within: 8 * unit + 1e-9)
  }
}

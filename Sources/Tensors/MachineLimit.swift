/// What this machine can do at best, as a measure for what we do.
public enum MachineLimit {
  /// Floating-point operations a second of a large float32 matrix product on all threads in use: the best of several.
  public static func productRate() -> Double {
    let side = 1536
    var random = NormalDistribution(seed: 1)
    let a = random.matrix(rows: side, columns: side, deviation: 1)
    let product = Linear(weight: a, bias: Matrix(rows: 1, columns: side))
    let best = (0..<8).map { _ in ContinuousClock().measure { _ = product.forward(a) } / .seconds(1) }.min() ?? 1
    return 2 * Double(side * side) * Double(side) / best
  }
}

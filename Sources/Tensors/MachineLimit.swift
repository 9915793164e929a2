/// What this machine can do at best, as a measure for what we do.
public enum MachineLimit {
  /// Floating-point operations a second of a large matrix product on all threads in use: the best of several.
  ///
  /// - Parameter precision: what its factors are rounded to, where the CPU has instructions for it; else float32 by OpenBLAS.
  public static func productRate(_ precision: PackedFactor.Precision?) -> Double {
    let side = 1536
    var random = NormalDistribution(seed: 1)
    let a = random.matrix(rows: side, columns: side, deviation: 1)
    var product = Linear(weight: a, bias: Matrix(rows: 1, columns: side))
    if let precision, precision.isFast { product.pack(as: precision) }
    let best = (0..<8).map { _ in ContinuousClock().measure { _ = product.forward(a) } / .seconds(1) }.min() ?? 1
    return 2 * Double(side * side) * Double(side) / best
  }
}

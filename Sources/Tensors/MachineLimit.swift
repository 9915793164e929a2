/// The speed of large products on this machine, the reference for the speed of a model.
public enum MachineLimit {
  /// Floating-point operations a second of a large matrix product on all threads: the best of several.
  ///
  /// - Parameter precision: the precision of its factors, if the kernels are fast in it; else float32 by OpenBLAS.
  public static func productRate(_ precision: PackedFactor.Precision?, in context: PassContext) -> Double {
    let side = 1536
    var random = NormalDistribution(seed: 1)
    let a = random.matrix(rows: side, columns: side, deviation: 1)
    var product = Linear(weight: a, bias: Matrix(rows: 1, columns: side))
    if let precision, context.kernels.areFast(in: precision) { product.pack(as: precision, in: context) }
    let best =
      (0..<8).map { _ in ContinuousClock().measure { _ = product.forward(a, in: context) } / .seconds(1) }.min() ?? 1
    return 2 * Double(side * side) * Double(side) / best
  }
}

import CKernels

/// The speed of products on this machine, the reference for the speed of a model.
public enum MachineLimit {
  /// Floating-point operations a second of one tile on data in the first cache, on all threads: the best of several. Without
  /// instructions for the precision, those of a large product by OpenBLAS.
  public static func productRate(_ precision: PackedFactor.Precision, in context: PassContext) -> Double {
    guard context.kernels.areFast(in: precision) else { return rateOfOpenBLAS(in: context) }
    let (level, precision) = (context.kernels.level, precision.kernel)
    let products = kernel_repeat_tile(level, precision, 1)
    let times = max(1, 500_000_000 / products)
    return rate(2 * Double(products * times * context.threads)) {
      context.ranges(context.threads, grain: 1) { _ in _ = kernel_repeat_tile(level, precision, times) }
    }
  }

  private static func rateOfOpenBLAS(in context: PassContext) -> Double {
    let side = 1536
    var random = NormalDistribution(seed: 1)
    let a = random.matrix(rows: side, columns: side, deviation: 1)
    let product = Linear(weight: a, bias: Matrix(rows: 1, columns: side))
    return rate(2 * Double(side * side * side)) { _ = product.forward(a, in: context) }
  }

  private static func rate(_ operations: Double, _ body: () -> Void) -> Double {
    let best = (0..<8).map { _ in ContinuousClock().measure(body) / .seconds(1) }.min() ?? 1
    return operations / best
  }
}

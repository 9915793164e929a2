import Foundation
package import Tensors

extension Kernels {
  /// The kernels to test: `SENTIMENT_KERNELS=portable swift test …` tests OpenBLAS.
  package static let tested =
    Kernels(rawValue: ProcessInfo.processInfo.environment["SENTIMENT_KERNELS"] ?? "") ?? .best
}

extension PassContext {
  /// All cores with the kernels to test, never cancelled.
  package static let test = PassContext(kernels: .tested)
}

import Foundation
package import Tensors

extension Kernels {
  /// All that this CPU can run.
  package static let supported = allCases.filter(\.areSupported)
  /// The kernels to test where one kind is enough: `SENTIMENT_KERNELS=portable swift test …` tests OpenBLAS.
  package static let tested: Kernels = {
    do {
      return try Kernels(environment: ProcessInfo.processInfo.environment)
    } catch {
      preconditionFailure("\(error)")
    }
  }()
}

extension PassContext {
  /// All cores with the kernels to test, never cancelled.
  package static let test = PassContext(kernels: .tested)
}

import CKernels

/// The instructions that products are made of, by the CPUs that have them.
public enum Kernels: String, Sendable, CaseIterable {
  /// OpenBLAS, in float32.
  case portable
  /// AVX2 with FMA: Haswell, Zen, and what came after them.
  case avx2
  /// AVX2 with byte products: Alder Lake and later.
  case avxvnni
  /// AVX-512 with bytes and words: Skylake's servers.
  case avx512
  /// AVX-512 with byte products: Cascade Lake, Ice Lake, Tiger Lake, Rocket Lake.
  case avx512vnni
  /// AVX-512 with products of bytes and of bfloat16: Cooper Lake, Sapphire Rapids, Zen 4 and 5.
  case avx512bf16

  /// The last that this CPU supports.
  public static let best = allCases.last(where: \.areSupported) ?? .portable

  /// Those of an environment's `SENTIMENT_KERNELS`, by default the best.
  ///
  /// - Throws: a sentence for a name that does not exist, or whose instructions this CPU lacks.
  public init(environment: [String: String]) throws(KernelsError) {
    guard let name = environment["SENTIMENT_KERNELS"], !name.isEmpty else {
      self = .best
      return
    }
    let names = Self.allCases.filter(\.areSupported).map(\.rawValue).joined(separator: ", ")
    guard let kernels = Kernels(rawValue: name) else {
      throw KernelsError("SENTIMENT_KERNELS takes one of \(names), not \(name.debugDescription)")
    }
    guard kernels.areSupported else {
      throw KernelsError("SENTIMENT_KERNELS: this CPU has no instructions for \(name); it supports \(names)")
    }
    self = kernels
  }

  /// Whether this CPU has the instructions.
  public var areSupported: Bool { kernel_level_runs(level) }

  /// Whether there are instructions for a precision. Others take a plain loop.
  public func areFast(in precision: PackedFactor.Precision) -> Bool { kernel_multiplies_fast(level, precision.kernel) }

  /// Whether there are instructions for bfloat16 that are faster than those for float32.
  public var gainByBFloat16: Bool { kernel_gains_by_bfloat16(level) }

  var level: kernel_level {
    switch self {
    case .portable: KERNEL_PORTABLE
    case .avx2: KERNEL_AVX2
    case .avxvnni: KERNEL_AVXVNNI
    case .avx512: KERNEL_AVX512
    case .avx512vnni: KERNEL_AVX512VNNI
    case .avx512bf16: KERNEL_AVX512BF16
    }
  }
}

/// Kernels that cannot be used: the reason.
public struct KernelsError: Error, CustomStringConvertible {
  /// A sentence without a period.
  public let description: String
  init(_ description: String) { self.description = description }
}

import Tensors
import TestSupport
import Testing

struct KernelsTests {
  @Test func theBestAreTheDefault() throws {
    #expect(try Kernels(environment: [:]) == .best && Kernels(environment: ["SENTIMENT_KERNELS": ""]) == .best)
    #expect(Kernels.portable.areSupported && Kernels.best == Kernels.supported.last)
    for kernels in Kernels.supported {
      #expect(try Kernels(environment: ["SENTIMENT_KERNELS": kernels.rawValue]) == kernels)
    }
  }

  @Test func refusesWhatDoesNotExistOrTheCPULacks() {
    let message = #expect(throws: KernelsError.self) { try Kernels(environment: ["SENTIMENT_KERNELS": "fast\u{1b}"]) }
    #expect(message?.description.hasPrefix("SENTIMENT_KERNELS takes one of portable") == true)
    #expect(message?.description.contains("\u{1b}") == false)
    for kernels in Kernels.allCases where !kernels.areSupported {
      let message = #expect(throws: KernelsError.self) {
        try Kernels(environment: ["SENTIMENT_KERNELS": kernels.rawValue])
      }
      #expect(message?.description.contains("no instructions for \(kernels.rawValue)") == true)
    }
  }

  @Test func everyKindButThePortableIsFastInFloat32AndInt8() {
    for kernels in Kernels.supported {
      for precision in PackedFactor.Precision.allCases {
        let isFast = kernels != .portable && (precision != .bfloat16 || kernels == .avx512bf16)
        #expect(kernels.areFast(in: precision) == isFast, "\(kernels), \(precision)")
      }
    }
  }
}

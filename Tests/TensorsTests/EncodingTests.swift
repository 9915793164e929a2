import TestSupport
import Testing

@testable import Tensors

struct EncodingTests {
  private static let allHalves = (0...UInt16.max).map { $0 }

  @Test func decodesEveryHalfExactly() {
    for (half, float) in zip(Self.allHalves, Self.decode(Self.allHalves, as: .float16)) {
      let expected = Self.value(ofHalf: half)
      #expect(expected.isNaN ? float.isNaN : Double(float) == expected && float.sign == expected.sign, "half \(half)")
    }
  }

  @Test func everyHalfSurvivesTheRoundTrip() {
    let halves = Self.encode(Self.decode(Self.allHalves, as: .float16))
    for (half, back) in zip(Self.allHalves, halves) {
      // A NaN keeps its sign but not its payload.
      let isNaN = half & 0x7FFF > 0x7C00
      #expect(back == (isNaN ? half & 0x8000 | 0x7E00 : half), "half \(half)")
    }
  }

  /// Every half, every tie between two of them, and the floats next to each: subnormal, normal, and into infinity.
  @Test func roundsToTheNearestHalfTiesToEven() {
    var floats: [Float] = []
    for half in 0..<UInt16(0x7C00) {
      let (value, next) = (Self.value(ofHalf: half), Self.value(ofHalf: half + 1))
      let tie = Float(next.isInfinite ? 65520 : (value + next) / 2)
      for float in [Float(value), tie] { floats += [float.nextDown, float, float.nextUp, -float] }
    }
    floats += [65_536, 1e10, .greatestFiniteMagnitude, .infinity, -.infinity, .leastNonzeroMagnitude, 1e-8, -0.0]
    for (float, half) in zip(floats, Self.encode(floats)) {
      #expect(half == Self.half(nearest: float), "\(float)")
    }
  }

  @Test func nanStaysNaN() {
    let floats: [Float] = [.nan, -.nan, .signalingNaN, Float(bitPattern: 0x7F80_0001), Float(bitPattern: 0xFFFF_FFFF)]
    #expect(Self.encode(floats) == [0x7E00, 0xFE00, 0x7E00, 0x7E00, 0xFE00])
  }

  @Test func decodesEveryBFloat16AsTheUpperHalfOfAFloat() {
    for (half, float) in zip(Self.allHalves, Self.decode(Self.allHalves, as: .bfloat16)) {
      #expect(float.bitPattern == UInt32(half) << 16)
    }
  }

  @Test func roundsDoublesToTheNearestFloat() {
    let doubles: [Double] = [0, -0.0, 1, 1 + 0x1p-24, 1 + 0x1.8p-23, .pi, -1e-50, 1e-40, 3.4e38]
    var x = Matrix(rows: 3, columns: 3)
    x.decode(doubles.flatMap { double in (0..<8).map { UInt8(double.bitPattern >> (8 * $0) & 0xFF) } }, as: .float64)
    #expect(x.elements == doubles.map(Float.init))
  }

  /// Several chunks, and several threads.
  @Test(arguments: [Matrix.Encoding.float32, .float16, .bfloat16, .float64, .int8])
  func decodesSeveralChunks(encoding: Matrix.Encoding) {
    let count = 300_001
    let period = encoding == .int8 ? 125 : 251  // so that all are exact
    var x = Matrix(rows: 1, columns: count)
    let largest = x.decode(part: 0, of: 1, as: encoding, in: .test) { offset, memory in
      for index in Swift.stride(from: 0, to: memory.byteCount, by: encoding.size) {
        let value = Float((offset + index) / encoding.size % period)
        let bits: UInt64 =
          switch encoding {
          case .float32: UInt64(value.bitPattern)
          case .bfloat16: UInt64(value.bitPattern >> 16)
          case .float64: Double(value).bitPattern
          case .float16: UInt64(Self.half(nearest: value))
          case .int8: UInt64(UInt8(bitPattern: Int8(value)))
          }
        for byte in 0..<encoding.size {
          memory.storeBytes(of: UInt8(bits >> (8 * byte) & 0xFF), toByteOffset: index + byte, as: UInt8.self)
        }
      }
    }
    #expect(largest == Float(period - 1))
    #expect(x.elements == (0..<count).map { Float($0 % period) })
  }

  @Test(
    arguments: [
      ([1, -3, 2], 3), ([], 0), ([-0.0], 0), ([1, .infinity, 2], .infinity), ([-.infinity, .nan, 2], .nan),
      ([.greatestFiniteMagnitude], .greatestFiniteMagnitude),
    ] as [([Float], Float)])
  func largestMagnitudeIsNotFiniteIfAnElementIsNot(elements: [Float], expected: Float) {
    for padding in [0, 16, 37] {  // within the lanes of a register and after them
      let all = Array(repeating: Float(0), count: padding) + elements
      let x = Matrix(rows: 1, columns: all.count, all)
      var y = Matrix(rows: 1, columns: all.count)
      let bytes = x.encoded(part: 0, of: 1, as: .float32)
      for largest in [x.largestMagnitude(part: 0, of: 1), y.decode(bytes, as: .float32)] {
        #expect(largest == expected || largest.isNaN && expected.isNaN, "\(all)")
      }
    }
  }

  @Test func partsAreConsecutiveRows() {
    let x = Matrix(rows: 4, columns: 3, (0..<12).map(Float.init))
    for encoding in [Matrix.Encoding.float32, .float16] {
      #expect(x.encoded(part: 1, of: 2, as: encoding).count == 6 * encoding.size)
      var y = Matrix(rows: 4, columns: 3)
      for part in [1, 0] { y.decode(x.encoded(part: part, of: 2, as: encoding), part: part, of: 2, as: encoding) }
      #expect(y.elements == x.elements)
    }
  }

  private static func decode(_ halves: [UInt16], as encoding: Matrix.Encoding) -> [Float] {
    var x = Matrix(rows: 1, columns: halves.count)
    let bytes = halves.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    x.decode(bytes, as: encoding)
    return x.elements
  }

  private static func encode(_ floats: [Float]) -> [UInt16] {
    let bytes = Matrix(rows: 1, columns: floats.count, floats).encoded(part: 0, of: 1, as: .float16)
    return stride(from: 0, to: bytes.count, by: 2).map { UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8 }
  }

  /// IEEE 754's definition: (−1)^s · 2^(e − 15) · 1.f, or 2^−14 · 0.f where e is 0.
  private static func value(ofHalf half: UInt16) -> Double {
    let (exponent, fraction) = (Int(half >> 10 & 31), Double(half & 1023))
    let magnitude =
      switch exponent {
      case 31: fraction == 0 ? Double.infinity : .nan
      case 0: fraction * 0x1p-24
      default: Double(sign: .plus, exponent: exponent - 25, significand: 1024 + fraction)
      }
    return half & 0x8000 == 0 ? magnitude : -magnitude
  }

  /// In units of the last place, which are exact in double; a carry into the exponent is correct in this format.
  private static func half(nearest float: Float) -> UInt16 {
    let sign: UInt16 = float.sign == .minus ? 0x8000 : 0
    let magnitude = Double(float.magnitude)
    guard magnitude < 65520 else { return sign | 0x7C00 }
    let exponent = magnitude < 0x1p-14 ? -14 : Int(magnitude.exponent)
    let units = (magnitude / Double(sign: .plus, exponent: exponent - 10, significand: 1)).rounded(.toNearestOrEven)
    return sign | UInt16(Int(units) + (exponent + 14) << 10)
  }
}

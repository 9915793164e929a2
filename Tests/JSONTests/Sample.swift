import JSON
import TestSupport

extension SeededGenerator {
  mutating func value(depth: Int = 5) -> JSONValue {
    switch Int.random(in: 0..<(depth > 0 ? 10 : 7), using: &self) {
    case 0: return .null
    case 1: return .bool(.random(using: &self))
    case 2: return .integer(Int64(truncatingIfNeeded: next()) >> Int64.random(in: 0..<64, using: &self))
    case 3: return .unsigned(next() | 1 << 63)
    case 4:
      let double = Double(bitPattern: next())
      return .double(double.isFinite ? double : -0.0)
    case 5: return .double((Double.random(in: -1000...1000, using: &self) * 100).rounded() / 100)
    case 6: return .string(string())
    case 7, 8: return .array((0..<Int.random(in: 0..<6, using: &self)).map { _ in value(depth: depth - 1) })
    default:
      var object = JSONObject()
      for _ in 0..<Int.random(in: 0..<14, using: &self) { object[string()] = value(depth: depth - 1) }
      return .object(object)
    }
  }

  mutating func string() -> String {
    let odd: [Unicode.Scalar] = [
      "\0", "\"", "\\", "/", "\n", "\u{1F}", "\u{7F}", "\u{301}", "é", "\u{2028}", "\u{FEFF}", "😀", "\u{10FFFF}",
    ]
    var string = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0..<8, using: &self) {
      switch Int.random(in: 0..<4, using: &self) {
      case 0: string.append(odd.randomElement(using: &self) ?? "?")
      case 1: string.append(Unicode.Scalar(UInt32.random(in: 0..<0x11_0000, using: &self)) ?? "\u{FFFD}")
      default: string.append(Unicode.Scalar(UInt8.random(in: 0x20..<0x7F, using: &self)))
      }
    }
    return String(string)
  }
}

import TestSupport
import Testing

@testable import JSON

/// A text parsed in pieces gives the same value or the same error as in one piece.
struct PiecewiseTests {
  @Test(arguments: [1, 16, 33, 64, 257])
  func randomTextsGiveTheSameValueInPieces(pieceSize: Int) {
    var sample = SeededGenerator(seed: UInt64(pieceSize))
    for _ in 0..<3000 { check(sample.jsonText(), pieceSize: pieceSize) }
  }

  @Test(arguments: [16, 100])
  func damagedTextsGiveTheSameErrorInPieces(pieceSize: Int) {
    var sample = SeededGenerator(seed: 77)
    let significant = Array("\"\\{}[]:,-.eEu0 \n\0é".utf8)
    for _ in 0..<3000 {
      var bytes = Array(sample.jsonText().utf8)
      bytes[Int.random(in: bytes.indices, using: &sample)] = significant.randomElement(using: &sample) ?? 0
      check(bytes, pieceSize: pieceSize)
    }
  }

  @Test func splitsStringsAndKeysBetweenScalarsAndEscapes() {
    let units = [
      "\\ud83d\\ude00", "\\ud83d", "\\ude00", "\\u0000", "\\\\", "\\\"", "\\n", "é", "好", "😀", "a", "\\u00e9",
    ]
    for unit in units {
      for other in units {
        let text = String(repeating: unit + other, count: 9) + unit
        for pieceSize in 1...30 {
          check("\"\(text)\"", pieceSize: pieceSize)
          check("[0,\"\(text)\",{\"\(text)\":\"\(text)\",\"\(text)x\":[-0]}]", pieceSize: pieceSize)
        }
      }
    }
  }

  @Test(arguments: [
    "{\"a\":1,\"b\":[1,2,3,4,5,6,7,8,9],\"a\":2}",
    "{\"b\":[1,2,3,4,5,6,7,8,9],\"c\":{\"x\":\"0123456789012345\",\"x\":1},\"d\":1}",
    "[{\"0123456789abcdefghij\":1,\"k\":\"0123456789abcdefghij\",\"\\u0030123456789abcdefghij\":2}]",
    "{\"a\\u0000\":\"0123456789abcdefghij\",\"q\":1,\"a\\u0000\":\"0123456789abcdefghij\"}",
  ])
  func findsDuplicateKeysAcrossPieces(text: String) {
    for pieceSize in 1...40 { check(text, pieceSize: pieceSize) }
    #expect(throws: JSONError.self) { try JSONValue(parsing: Array(text.utf8), limits: .init(), pieceSize: 16) }
  }

  @Test(arguments: [("[", "]"), ("{\"a\":", "}"), ("[0,{\"key\":[[],", "]}]")])
  func parsesDeepNestingInPieces(opening: String, closing: String) {
    let text = String(repeating: opening, count: 100) + "\"0123456789\""
    check(text + String(repeating: closing, count: 100), pieceSize: 16)
    check(text, pieceSize: 16)
  }

  @Test func ignoresWhitespaceAroundAndBetweenValues() {
    let space = String(repeating: " \n\t", count: 40)
    let tokens = ["", "[", "1", ",", "{", "\"a\"", ":", "-0", "}", "]", ""]
    for pieceSize in [1, 16, 50] {
      check(tokens.joined(separator: space), pieceSize: pieceSize)
      check("\(space)18446744073709551616\(space)", pieceSize: pieceSize)
      check("\u{FEFF}\(space)\"\\ud83d\\ude00\"\(space)", pieceSize: pieceSize)
    }
  }

  private func check(_ text: String, pieceSize: Int, sourceLocation: SourceLocation = #_sourceLocation) {
    check(Array(text.utf8), pieceSize: pieceSize, sourceLocation: sourceLocation)
  }

  private func check(_ bytes: [UInt8], pieceSize: Int, sourceLocation: SourceLocation = #_sourceLocation) {
    func read(_ pieceSize: Int) -> Result<JSONValue, JSONError> {
      Result { () throws(JSONError) in try JSONValue(parsing: bytes, limits: .init(), pieceSize: pieceSize) }
    }
    let (pieces, whole) = (read(pieceSize), read(.max))
    // Compares printed values, because equality ignores the sign of zero and the order of members.
    #expect(
      "\(pieces)" == "\(whole)", "\(String(decoding: bytes, as: UTF8.self)) in pieces of \(pieceSize)",
      sourceLocation: sourceLocation)
  }
}

extension SeededGenerator {
  /// A JSON text with every feature of the grammar and occasionally a duplicate key.
  fileprivate mutating func jsonText(depth: Int = 5) -> String {
    let space = ["", "", "", "", "", " ", "\n", "\r\n  ", "\t"].randomElement(using: &self) ?? ""
    return space + jsonValue(depth) + space
  }

  private mutating func jsonValue(_ depth: Int) -> String {
    switch Int.random(in: 0..<(depth > 0 ? 9 : 5), using: &self) {
    case 0: return ["null", "true", "false", "-0", "0", "-0.0"].randomElement(using: &self) ?? "null"
    case 1: return "\(Int64(truncatingIfNeeded: next()))"
    case 2: return "\(next())\(["", "0", "99", ".5", "e3", "e-20"].randomElement(using: &self) ?? "")"
    case 3, 4: return jsonString()
    case 5, 6:
      let elements = (0..<Int.random(in: 0..<8, using: &self)).map { _ in jsonText(depth: depth - 1) }
      return "[" + elements.joined(separator: ",") + "]"
    default:
      let members = (0..<Int.random(in: 0..<12, using: &self)).map { number in
        let key = Int.random(in: 0..<200, using: &self) == 0 ? "\"twice\"" : "\"\(number)" + jsonString().dropFirst()
        return key + ":" + jsonText(depth: depth - 1)
      }
      return "{" + members.joined(separator: ", ") + "}"
    }
  }

  private mutating func jsonString() -> String {
    let units = [
      "\\\"", "\\\\", "\\/", "\\b", "\\f", "\\n", "\\r", "\\t", "\\u0000", "\\u00E9", "\\u597d", "\\ud83d\\ude00",
      "\\uD869\\uDEA5", "\\ud83d", "\\ude00", "é", "e\u{301}", "好", "😀", "\u{2028}", "a", "b", "plain", "[1,2]", "{:}",
    ]
    let count = [0, 1, 3, 10, 40].randomElement(using: &self) ?? 0
    return "\"" + (0..<count).map { _ in units.randomElement(using: &self) ?? "" }.joined() + "\""
  }
}

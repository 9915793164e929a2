import Testing

@testable import JSON

/// Texts whose values need far more memory than the text are rejected before anything is built.
struct MemoryLimitTests {
  @Test(arguments: [
    "0,", "-0,", "null,", "\"\",", "[],", "{},", "[0],", "{\"a\":0},", "[[[[]]]],", "{\"a\":{\"a\":{}}},",
    "\"0123456789abcdef\",",
  ])
  func rejectsManySmallValues(element: String) {
    let text = "[" + String(repeating: element, count: (8 << 20) / element.utf8.count) + "0]"
    let error = #expect(throws: JSONError.self) { try JSONValue(parsing: text, limits: .settings) }
    #expect(
      error?.reason
        == "the values up to here need more than \(3 * text.utf8.count + (4 << 20)) bytes of memory, the limit for a text of "
        + "\(text.utf8.count) bytes; write fewer small values or split the text")
  }

  @Test func rejectsManyKeys() {
    let text = "{" + (0..<800_000).map { "\"\(String($0, radix: 36))\":0" }.joined(separator: ",") + "}"
    #expect(throws: JSONError.self) { try JSONValue(parsing: text, limits: .settings) }
  }

  @Test(arguments: ["x", "\\n", "\\u0000", "\\ud83d\\ude00", "é", "好"])
  func parsesLongStringsAndKeys(unit: String) throws {
    let string = String(repeating: unit, count: (1 << 20) / unit.utf8.count)
    let value = try JSONValue(parsing: "{\"\(string)\":[\"\(string)\",\"\(string)\"]}", limits: .settings)
    let key = try #require(value.objectValue?.keys.first)
    #expect(value[key]?[0] == .string(key))
    #expect(value[key]?[1] == .string(key))
  }

  @Test func parsesAVocabularyOfXLMRsSize() throws {
    let count = 250_000
    let pieces = (0..<count).map { "[\"▁\(String($0, radix: 36))\",-\($0 % 15).\($0 % 10)]" }
    let value = try JSONValue(parsing: "{\"vocab\":[" + pieces.joined(separator: ",") + "]}")
    #expect(value["vocab"]?.arrayValue?.count == count)
    #expect(value["vocab"]?[count - 1] == [.string("▁\(String(count - 1, radix: 36))"), -9.9])
  }

  @Test(arguments: ["strings", "pairs"])
  func parsesAVocabularyOf300000PiecesAndMerges(notation: String) throws {
    let count = 300_000
    let pieces = (0..<count).map { "\"Ġ\(String($0, radix: 16))\":\($0)" }.joined(separator: ",")
    let merge = notation == "pairs" ? "[\"Ġab\",\"ing\"]" : "\"Ġab ing\""
    let merges = String(repeating: merge + ",", count: count - 1) + merge
    let value = try JSONValue(parsing: "{\"vocab\":{\(pieces)},\"merges\":[\(merges)]}")
    #expect(value["vocab"]?["Ġ493df"] == 299_999)
    #expect(value["merges"]?.arrayValue?.count == count)
  }

  @Test func rejectsANumberOfMoreThanAMillionDigits() {
    let error = #expect(throws: JSONError.self) {
      try JSONValue(parsing: "[1," + String(repeating: "9", count: 1 << 20 + 1) + "e-9]")
    }
    #expect(error?.description.hasPrefix("line 1, column 4: the number has ") == true)
    #expect(error?.description.hasSuffix(" characters, more than the 1048576 allowed") == true)
  }

  @Test func theLimitIsExact() throws {
    // An array of two elements: three values and the array's overhead.
    let memory = 3 * MemoryCost.value + MemoryCost.array
    #expect(try JSONValue(parsing: "[1,2]", limits: .init(memory: memory - 15)) == [1, 2])
    #expect(throws: JSONError.self) { try JSONValue(parsing: "[1,2]", limits: .init(memory: memory - 16)) }
    #expect(throws: JSONError.self) { try JSONValue(parsing: "1", limits: .init(memory: .min / 2)) }
    #expect(try JSONValue(parsing: "1", limits: .init(memory: .max)) == 1)
  }
}

import JSON
import Testing

struct ParsingTests {
  /// Parses a text and compares the value; nil expects an error.
  private func check(_ text: String, _ expected: JSONValue?, sourceLocation: SourceLocation = #_sourceLocation) {
    check(Array(text.utf8), expected, sourceLocation: sourceLocation)
  }

  private func check(_ bytes: [UInt8], _ expected: JSONValue?, sourceLocation: SourceLocation = #_sourceLocation) {
    let text = String(decoding: bytes, as: UTF8.self)
    do {
      let value = try JSONValue(parsing: bytes)
      #expect(value == expected, "parsed \(text)", sourceLocation: sourceLocation)
    } catch {
      #expect(expected == nil, "\(text): \(error)", sourceLocation: sourceLocation)
    }
  }

  @Test func parsesEveryKindOfValue() {
    check("null", .null)
    check("true", true)
    check(" false\n", false)
    check("[]", [])
    check("{}", [:])
    check("[ ]", [])
    check("{ \t}", [:])
    check(#""""#, "")
    check(#" [1, "a" ,{"b":[null,{}]},[[ ]],2.5] "#, [1, "a", ["b": [nil, [:]]], [[]], 2.5])
    check(#"{"":{"":0}}"#, ["": ["": 0]])
    check("\u{FEFF}[1]", [1])
  }

  @Test func keepsIntegersExactAndRoundsTheRest() {
    check("0", 0)
    check("-1", -1)
    check("9223372036854775807", .integer(.max))
    check("-9223372036854775808", .integer(.min))
    check("9223372036854775808", .unsigned(1 << 63))
    check("18446744073709551615", .unsigned(.max))
    check("18446744073709551616", .double(18_446_744_073_709_551_616))
    check("-9223372036854775809", .double(-9_223_372_036_854_775_808))
    check("[-9223372036854775809,1]", [.double(-9_223_372_036_854_775_808), 1])
    check("123456789012345678901234567890", 1.2345678901234568e29)
    check("0.97", 0.97)
    check("1.0", 1.0)
    check("1e2", 100.0)
    check("1E+2", 100.0)
    check("-1.5e-3", -0.0015)
    check("0e0", 0.0)
    check("5e-324", .double(.leastNonzeroMagnitude))
    check("1e-999", 0.0)
    check("1.7976931348623157e308", .double(.greatestFiniteMagnitude))
    check("1" + String(repeating: "0", count: 308), 1e308)
    check("0." + String(repeating: "0", count: 400) + "1", 0.0)
  }

  @Test(arguments: ["-0", "-0.0", "-0e5", "[-0]", #"{"a":-0,"b":1}"#])
  func keepsTheSignOfZero(text: String) throws {
    let value = try JSONValue(parsing: text)
    let zero = value[0] ?? value["a"] ?? value
    #expect(zero.doubleValue?.sign == .minus)
    #expect(value["b"] == nil || value["b"] == 1)
  }

  @Test func parsesStringsOfAnyScalars() {
    check(#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t")
    check(#""\u00e9\u20ac\ud83d\ude00\uD83D\uDE00""#, "é€😀😀")
    check("\"é€😀\u{2028}\u{7F}\u{10FFFF}\u{FFFE}\"", "é€😀\u{2028}\u{7F}\u{10FFFF}\u{FFFE}")
    check("\"e\u{301}👩‍👩‍👧‍👦\"", "e\u{301}👩‍👩‍👧‍👦")
    check(#""a\u0000b\u0000""#, "a\0b\0")
    check(#""\\u0000""#, #"\u0000"#)
    check(
      #"{"a\u0000b":1,"a\u0000c":2,"\u0000":3,"\u0000\u0000":4,"":5,"\\u0000":6,"\u00c0\u0080":7}"#,
      ["a\0b": 1, "a\0c": 2, "\0": 3, "\0\0": 4, "": 5, "\\u0000": 6, "\u{C0}\u{80}": 7])
  }

  @Test func replacesSurrogatesWithoutPartner() {
    check(#""\ud800""#, "\u{FFFD}")
    check(#""\udc00""#, "\u{FFFD}")
    check(#""\ud800x""#, "\u{FFFD}x")
    check(#""\ud800\n""#, "\u{FFFD}\n")
    check(#""\ud800\u0041""#, "\u{FFFD}A")
    check(#""\ud800\u0000""#, "\u{FFFD}\0")
    check(#""\ud800\ud800\udc00""#, "\u{FFFD}\u{10000}")
    check(#""\udc00\ud800""#, "\u{FFFD}\u{FFFD}")
    check(#""\ud800é""#, "\u{FFFD}é")
    check(#"{"\ud800\u0000":"\ud800"}"#, ["\u{FFFD}\0": "\u{FFFD}"])
  }

  @Test func comparesKeysByTheirScalars() throws {
    let value = try JSONValue(parsing: "{\"\u{E9}\":1,\"e\u{301}\":2}")
    #expect(value["\u{E9}"] == 1)
    #expect(value["e\u{301}"] == 2)
  }

  @Test(arguments: [
    "", " ", "nul", "nulll", "True", "truefalse", "NaN", "Infinity", "-Infinity",
    "-", "+1", ".5", "1.", "1.e3", "1e", "1e+", "01", "-01", "00", "0x10", "1_000", "- 1", "1e999", "-1e400",
    "1 2", "1,", "[1,]", "[,1]", "[1 2]", "[1", "]", "[1}", "[[1e5000000000000000000000]]",
    "{", "}", "{1:2}", "{a:1}", "{'a':1}", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, #"{,"a":1}"#, #"{"a":1 "b":2}"#,
    #"{"a" 1}"#, #"{"a":1]"#, "[1]//x", "/*x*/1", "[1]#", "[1] x",
    "'a'", #""a"#, #""\x""#, #""\u12""#, #""\u12G4""#, #""\u+123""#, #""\"#, "\"a\nb\"", "\"\t\"", "\"\u{0}\"",
    "\"\u{1F}\"", "[1]\u{0}", "\u{0}", "1\u{0}", "\u{A0}1", "\u{2028}1", "é", "\u{B}1",
    "[1]\u{FEFF}", "\u{FEFF}", "\u{FEFF}\u{FEFF}1",
  ])
  func rejects(text: String) { check(text, nil) }

  @Test(arguments: [
    [0xFF], [0x80], [0xC3], [0xC3, 0x28], [0xC0, 0x80], [0xC1, 0xBF],
    [0xE2, 0x82], [0xE1, 0x80, 0x28], [0xE0, 0x9F, 0x80], [0xED, 0xA0, 0x80],
    [0xF0, 0x9F, 0x98], [0xF0, 0x8F, 0xBF, 0xBF], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80],
  ])
  func rejectsBytesThatAreNotUTF8(bytes: [UInt8]) {
    check([0x22] + bytes + [0x22], nil)
    check([0x22] + bytes, nil)
    check(bytes, nil)
  }

  @Test func limitsDepthAndSize() throws {
    func nested(_ depth: Int) -> String { String(repeating: "[", count: depth) + String(repeating: "]", count: depth) }
    check(nested(512), try JSONValue(parsing: nested(512)))
    check(nested(513), nil)
    check(nested(1_000_000), nil)
    check(String(repeating: #"{"a":"#, count: 100_000), nil)
    #expect(try JSONValue(parsing: nested(3), limits: .init(depth: 3)) == [[[]]])
    #expect(throws: JSONError.self) { try JSONValue(parsing: nested(4), limits: .init(depth: 3)) }
    #expect(throws: JSONError.self) { try JSONValue(parsing: nested(600), limits: .init(depth: 1_000_000)) }
    #expect(try JSONValue(parsing: "1", limits: .init(depth: 0)) == 1)
    #expect(throws: JSONError.self) { try JSONValue(parsing: "[]", limits: .init(depth: .min)) }
    #expect(throws: JSONError.self) { try JSONValue(parsing: "1", limits: .init(bytes: .min)) }
    #expect(try JSONValue(parsing: "1234", limits: .init(bytes: 4)) == 1234)
    #expect(throws: JSONError.self) { try JSONValue(parsing: "12345", limits: .init(bytes: 4)) }
  }
}

struct SurrogateEscapeTests {
  @Test func parsesSurrogatePairsOfAllPlanes() throws {
    for value in stride(from: UInt32(0x10000), through: 0x10FFFF, by: 97) {
      let scalar = try #require(Unicode.Scalar(value))
      let text = String(Character(scalar))
      let escapes = text.utf16.map { "\\u" + String($0, radix: 16) }.joined()
      #expect(try JSONValue(parsing: "[\"\(escapes)\", {\"\(escapes)\": 1}]") == [.string(text), [text: 1]])
    }
  }

  @Test(arguments: [
    (#""\ud800""#, "\u{FFFD}"), (#""\ud800\ud83d\ude00""#, "\u{FFFD}😀"), (#""\ude00\ud83d""#, "\u{FFFD}\u{FFFD}"),
    (#""\ud83dx\ude00""#, "\u{FFFD}x\u{FFFD}"),
  ])
  func loneSurrogatesBecomeReplacementCharacters(_ row: (json: String, text: String)) throws {
    #expect(try JSONValue(parsing: row.json) == .string(row.text))
  }
}

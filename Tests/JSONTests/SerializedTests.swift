import JSON
import TestSupport
import Testing

struct SerializedTests {
  private func check(_ value: JSONValue, _ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    #expect(value.serialized() == text, sourceLocation: sourceLocation)
    #expect(try JSONValue(parsing: text) == value, sourceLocation: sourceLocation)
    #expect(try JSONValue(parsing: value.serialized(pretty: true)) == value, sourceLocation: sourceLocation)
  }

  @Test func printsCompactText() throws {
    try check(nil, "null")
    try check([true, false], "[true,false]")
    try check(["b": 1, "a": [[:], [], [1, [2]]], "": nil], #"{"b":1,"a":[{},[],[1,[2]]],"":null}"#)
    try check(.string("a/b"), #""a/b""#)
    try check("\"\\\u{8}\u{C}\n\r\t\0\u{1F}\u{7F}", "\"\\\"\\\\\\u0008\\u000c\\n\\r\\t\\u0000\\u001f\\u007f\"")
    try check("é\u{301}€😀\u{2028}", "\"é\u{301}€😀\\u2028\"")
    try check(["\0": 1, "\n\"": 2], #"{"\u0000":1,"\n\"":2}"#)
  }

  /// A terminal shows the text as it is.
  @Test func escapesWhatMovesText() throws {
    let moving: [ClosedRange<UInt32>] = [
      0...0x1F, 0x7F...0x9F, 0x61C...0x61C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069,
    ]
    for value in moving.joined() {
      let scalar = try #require(Unicode.Scalar(value))
      let text = JSONValue.string("“\(scalar)”").serialized()
      #expect(!text.unicodeScalars.contains(scalar))
      #expect(try JSONValue(parsing: text) == .string("“\(scalar)”"))
    }
  }

  @Test func containsNoCommandOfALog() throws {
    let text = "a ##[error]b ###[group] #[c] [d]"
    let json = JSONValue.string(text).serialized()
    #expect(json == #""a ##\u005berror]b ###\u005bgroup] #[c] [d]""#)
    #expect(try JSONValue(parsing: json) == .string(text))
  }

  @Test func printsNumbersThatParseUnchanged() throws {
    try check(0.97, "0.97")
    try check(0.1, "0.1")
    try check(1.0, "1.0")
    try check(-0.0, "-0.0")
    try check(1e16, "1e+16")
    try check(.double(.leastNonzeroMagnitude), "5e-324")
    try check(.double(.greatestFiniteMagnitude), "1.7976931348623157e+308")
    try check(.integer(.min), "-9223372036854775808")
    try check(.unsigned(.max), "18446744073709551615")
  }

  @Test func printsNullForNumbersThatAreNotFinite() {
    #expect(
      JSONValue.array([.double(.nan), .double(.infinity), .double(-.infinity)]).serialized() == "[null,null,null]")
  }

  @Test func printsPrettyText() {
    let value: JSONValue = ["a": [1, ["b": "c"], [], [:]], "d": [[2]]]
    #expect(
      value.serialized(pretty: true) == """
        {
          "a": [
            1,
            {
              "b": "c"
            },
            [],
            {}
          ],
          "d": [
            [
              2
            ]
          ]
        }
        """)
    #expect(JSONValue(1).serialized(pretty: true) == "1")
  }

  @Test func parsesEveryPrintedValue() throws {
    var sample = SeededGenerator(seed: 1)
    for _ in 0..<2000 {
      let value = sample.value()
      let compact = value.serialized()
      let reread = try JSONValue(parsing: compact)
      #expect(reread == value, "\(compact)")
      #expect(reread.hashValue == value.hashValue)
      #expect(reread.serialized() == compact)
      #expect(try JSONValue(parsing: value.serialized(pretty: true)) == value, "\(compact)")
    }
  }
}

import JSON
import Testing

struct JSONErrorTests {
  @Test(arguments: [
    ("", "line 1, column 1: expected a value, found the end of the text"),
    ("{\n\"a\": 1,\n\"bcdefghijk\": 2\"c\"", "line 3, column 16: expected ',' or '}' after a value, found '\"'"),
    ("[1 2]", "line 1, column 4: expected ',' or ']' after a value, found '2'"),
    ("[1,\r\n2,]", "line 2, column 3: expected a value after ',', found ']'; remove the comma"),
    ("{\"a\":1,}", "line 1, column 8: expected a key after ',', found '}'; remove the comma"),
    ("{\"a\" 1}", "line 1, column 6: expected ':' after a key, found '1'"),
    ("{\"a\":}", "line 1, column 6: expected a value, found '}'"),
    (" ]", "line 1, column 2: expected a value, found ']'"),
    ("{a:1}", "line 1, column 2: expected a key in double quotes, found 'a'"),
    ("[1] x", "line 1, column 5: expected the end of the text after the value, found 'x'"),
    ("\r\r\n\n x", "line 4, column 2: expected a value, found 'x'"),
    ("\u{FEFF}x", "line 1, column 1: expected a value, found 'x'"),
    ("[\"é😀e\u{301}\", x]", "line 1, column 10: expected a value, found 'x'"),
    ("'a'", "line 1, column 1: expected a value, found a single quote; put strings in double quotes"),
    ("// x", "line 1, column 1: expected a value, found '/'; JSON has no comments"),
    ("[NaN]", "line 1, column 2: expected a value, found 'NaN'; JSON has no such number; use null"),
    ("é", "line 1, column 1: expected a value, found U+00E9"),
    ("[1\u{0}]", "line 1, column 3: expected ',' or ']' after a value, found U+0000"),
    ("01", "line 1, column 1: a number must not have leading zeros"),
    ("-x", "line 1, column 2: expected a digit after '-', found 'x'"),
    ("1.", "line 1, column 3: expected a digit after '.', found the end of the text"),
    ("[1e999]", "line 1, column 2: the number is too large; the maximum is 1.7976931348623157e+308"),
    (" \"abc", "line 1, column 2: the string that starts here has no closing quote"),
    ("\"a\nb\"", "line 1, column 3: found a line end in a string; write it as an escape"),
    ("\"\\x\"", "line 1, column 3: expected one of \" \\ / b f n r t u after a backslash, found 'x'"),
    ("\"\\u00g0\"", "line 1, column 6: expected four hexadecimal digits after '\\u', found 'g'"),
  ])
  func errorsNameThePositionAndTheReason(text: String, description: String) {
    check(Array(text.utf8), description)
  }

  @Test func errorsNameBytesThatAreNotUTF8() {
    check(
      [0x22, 0xC3, 0xA9, 0xFF, 0x22],
      "line 1, column 3: found bytes that are not UTF-8, the first is FF; save the text as UTF-8")
    check([0x5B, 0xFF], "line 1, column 2: expected a value, found the byte FF")
  }

  @Test(arguments: [
    ("{\"a\":1,\n \"a\":2}", 2, 2, "\"a\""),
    ("{\"a\":{\"x\":[{\"b\":1,\"b\":1}]}}", 1, 19, "\"b\""),
    ("{\"a\":1,\"\\u0061\":2}", 1, 8, "\"a\""),
    ("{\"\\u0000\":1,\"\\u0000\":2}", 1, 13, "\"\\u0000\""),
    ("{\"\\ud800\":1,\"\u{FFFD}\":2}", 1, 13, "\"\u{FFFD}\""),
    ("[{\"a\":1},{\"a\":{\"a\":[],\"é\":1,\"é\":{\"q\":2}}}]", 1, 29, "\"é\""),
  ])
  func errorsNameDuplicateKeys(text: String, line: Int, column: Int, key: String) {
    check(
      Array(text.utf8), "line \(line), column \(column): the key \(key) occurs twice in one object; keep one of them")
  }

  @Test func errorsNameTheLimits() {
    check(
      Array("\n".utf8) + Array(repeating: UInt8(ascii: "["), count: 600),
      "line 2, column 513: arrays and objects are nested deeper than the 512 levels allowed")
    #expect(throws: JSONError(line: 1, column: 1, reason: "the text has 5 bytes, more than the 4 allowed")) {
      try JSONValue(parsing: "12345", limits: .init(bytes: 4))
    }
    let tooMuch =
      "the values up to here need more than 130 bytes of memory, the limit for a text of 10 bytes; write fewer small values "
      + "or split the text"
    #expect(throws: JSONError(line: 1, column: 8, reason: tooMuch)) {
      try JSONValue(parsing: "[[],{},[]]", limits: .init(memory: 100))
    }
  }

  private func check(_ bytes: [UInt8], _ description: String, sourceLocation: SourceLocation = #_sourceLocation) {
    let error = #expect(throws: JSONError.self, sourceLocation: sourceLocation) { try JSONValue(parsing: bytes) }
    #expect(error?.description == description, sourceLocation: sourceLocation)
  }
}

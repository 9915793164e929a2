import JSON
import Testing

struct JSONValueTests {
  @Test func returnsItsContentAndNilForOtherTypes() {
    let value: JSONValue = ["name": "BERT", "sizes": [1, 2.5], "fast": true, "none": nil]
    #expect(value["name"]?.stringValue == "BERT")
    #expect(value["sizes"]?[1] == 2.5)
    #expect(value["sizes"]?.arrayValue == [1, 2.5])
    #expect(value["fast"]?.boolValue == true)
    #expect(value["none"]?.isNull == true)
    #expect(value.objectValue?.keys == ["name", "sizes", "fast", "none"])
    #expect(value["missing"] == nil)
    #expect(value[0] == nil)
    #expect(value["sizes"]?[2] == nil)
    #expect(value["sizes"]?[-1] == nil)
    #expect(value["sizes"]?["name"] == nil)
    #expect(JSONValue("1").intValue == nil)
    #expect(JSONValue(1).stringValue == nil)
    #expect(!JSONValue(0).isNull)
  }

  @Test(
    arguments: [
      (3, 3, 3), (3.0, 3, 3), (3.5, nil, 3.5), (-0.0, 0, 0), (.integer(.max), Int.max, 0x1p63),
      (.integer(.min), Int.min, -0x1p63),
      (.unsigned(1 << 63), nil, 0x1p63), (1e300, nil, 1e300), (0x1p63, nil, 0x1p63), (-0x1p63, Int.min, -0x1p63),
      ("3", nil, nil),
      (true, nil, nil), (nil, nil, nil),
    ] as [(JSONValue, Int?, Double?)])
  func convertsNumbersOnlyExactly(value: JSONValue, integer: Int?, double: Double?) {
    #expect(value.intValue == integer)
    #expect(value.doubleValue == double)
  }

  @Test func comparesByCaseAndContent() {
    checkEqual([["a": 1, "b": [2]]], [["b": [2], "a": 1]], true)
    checkEqual(["a": 1], ["a": 2], false)
    checkEqual(["a": 1], ["b": 1], false)
    checkEqual(["a": 1], ["a": 1, "b": 2], false)
    checkEqual([1, 2], [2, 1], false)
    checkEqual([[[1]]], [[[2]]], false)
    checkEqual(1, 1.0, false)
    checkEqual(0.0, -0.0, true)
    checkEqual("\u{E9}", "e\u{301}", false)
    checkEqual([:], [], false)
    checkEqual(nil, false, false)
    checkEqual(.double(.nan), .double(.nan), false)
  }

  private func checkEqual(
    _ left: JSONValue, _ right: JSONValue, _ areEqual: Bool, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect((left == right) == areEqual, sourceLocation: sourceLocation)
    #expect((right == left) == areEqual, sourceLocation: sourceLocation)
    if areEqual { #expect(left.hashValue == right.hashValue, sourceLocation: sourceLocation) }
  }
}

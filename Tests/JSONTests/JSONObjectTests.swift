import JSON
import TestSupport
import Testing

struct JSONObjectTests {
  /// Makes the same changes to an object and to a plain list of members, which must stay equal.
  @Test(arguments: [4, 9, 40])
  func behavesLikeAListOfMembers(keyCount: Int) {
    var sample = SeededGenerator(seed: UInt64(keyCount))
    var object = JSONObject()
    var list: [(key: String, value: JSONValue)] = []
    for step in 0..<2000 {
      let key = "key \(Int.random(in: 0..<keyCount, using: &sample))"
      let value: JSONValue? = Int.random(in: 0..<3, using: &sample) == 0 ? nil : .integer(Int64(step))
      object[key] = value
      switch (list.firstIndex { $0.key == key }, value) {
      case (let index?, let value?): list[index].value = value
      case (let index?, nil): list.remove(at: index)
      case (nil, let value?): list.append((key, value))
      case (nil, nil): break
      }
      check(object, list)
    }
  }

  @Test func keepsTheOrderOfItsMembers() {
    check(JSONObject(uniqueKeysWithValues: [("b", 1), ("a", 2)]), [("b", 1), ("a", 2)])
    check(["z": 1, "y": nil], [("z", 1), ("y", nil)])
    check(JSONObject(), [])
  }

  @Test func comparesKeysByTheirScalars() {
    var object: JSONObject = ["\u{E9}": 1, "e\u{301}": 2, "a\u{323}\u{307}": 3, "a\u{307}\u{323}": 4]
    check(object, [("\u{E9}", 1), ("e\u{301}", 2), ("a\u{323}\u{307}", 3), ("a\u{307}\u{323}", 4)])
    for number in 0..<20 { object["\(number)"] = 0 }
    #expect(object["\u{E9}"] == 1)
    #expect(object["e\u{301}"] == 2)
    #expect(object["a\u{307}\u{323}"] == 4)
  }

  private func check(
    _ object: JSONObject, _ members: [(key: String, value: JSONValue)],
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(object.elementsEqual(members, by: ==), sourceLocation: sourceLocation)
    #expect(object.keys == members.map(\.key), sourceLocation: sourceLocation)
    for (key, value) in members { #expect(object[key] == value, sourceLocation: sourceLocation) }
    #expect(object["missing"] == nil, sourceLocation: sourceLocation)
  }
}

import Testing

@testable import Reviews

struct EmoticonTests {
  @Test(arguments: [
    ("good :)", [":)"]), (":-( no ;-) yes", [":-(", ";-)"]), ("well:)))", [":)))"]), ("ha :D", [":D"]),
    ("hm :/", [":/"]),
    ("love <3!", ["<3"]), ("é:(", [":("]),
    // Not emoticons: URLs, times, formulas, lists, quotations.
    ("http://x", []), ("at 10:30", []), ("x=(y)", []), ("page:[2]", []), ("a <3px", []), ("::", []), (":", []),
    ("", []),
    ("Note:D", []),
  ])
  func findsEmoticonsAndNothingElse(text: String, expected: [String]) {
    let bytes = Array(text.utf8)
    #expect(Emoticon.ranges(in: bytes).map { String(decoding: bytes[$0], as: UTF8.self) } == expected)
  }

  /// Repeated eyes, noses and mouths, alone and in pairs, and runs next to letters, which are not emoticons.
  @Test(arguments: [";", ":", "=", ")", ":)", ":-", ";D", ":D:", "=o", "<3", "::)", ":-:", ";;-D", "a:D", ":/:"])
  func takesLinearTime(pattern: String) {
    func steps(_ count: Int) -> Int {
      var steps = 0
      _ = Emoticon.ranges(in: Array((String(repeating: pattern, count: count) + "x").utf8)) { steps += 1 }
      return steps
    }
    #expect(steps(2000) <= 2 * steps(1000) + 16)
    #expect(steps(2000) <= 16 * 2000 * pattern.utf8.count)
  }

  @Test(arguments: ["D", ")", "o", "/"])
  func scansALongMouthOnce(mouth: String) {
    var steps = 0
    let text = ":-:-" + String(repeating: mouth, count: 10_000) + "x"
    _ = Emoticon.ranges(in: Array(text.utf8)) { steps += 1 }
    #expect(steps < 100_000)
  }

  @Test func searchesOnlyTheGivenRange() {
    let bytes = Array(":) and :( and ;)".utf8)
    #expect(Emoticon.ranges(in: bytes, 3..<12) == [7..<9])
  }
}

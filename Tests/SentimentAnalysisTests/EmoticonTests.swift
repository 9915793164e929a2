import Testing

@testable import SentimentAnalysis

struct EmoticonTests {
  @Test(arguments: [
    ("good :)", [":)"]), (":-( no ;-) yes", [":-(", ";-)"]), ("well:)))", [":)))"]), ("ha :D", [":D"]),
    ("hm :/", [":/"]),
    ("love <3!", ["<3"]), ("é:(", [":("]),
    // What only looks like one: addresses, times, formulas, lists, quotation.
    ("http://x", []), ("at 10:30", []), ("x=(y)", []), ("page:[2]", []), ("a <3px", []), ("::", []), (":", []),
    ("", []),
    ("Note:D", []),
  ])
  func facesAreFoundAndNothingElse(text: String, expected: [String]) {
    let bytes = Array(text.utf8)
    #expect(Emoticon.ranges(in: bytes).map { String(decoding: bytes[$0], as: UTF8.self) } == expected)
  }
}
